# The sidecar's image: docker build -t twinbert .

# Only the files that a restore depends on, so that the layer with the packages is built anew when one of them changes and not with every change of the code.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS projects
WORKDIR /all
COPY . .
RUN mkdir /projects && tar -cf - global.json Directory.* eng $(find src -name '*.csproj') | tar -xf - -C /projects

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY --from=projects /projects .
RUN dotnet restore src/Cli --use-current-runtime
COPY . .
RUN dotnet publish src/Cli -c Release --no-restore --use-current-runtime --self-contained false -o /app
RUN eng/sbom.sh src/Cli /app/sbom.cdx.json

FROM mcr.microsoft.com/dotnet/aspnet:10.0
LABEL org.opencontainers.image.title="TwinBert" \
      org.opencontainers.image.description="Neural reranking in front of Elasticsearch or OpenSearch" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=build /app .
COPY samples/catalogue samples/catalogue
# Two arenas of the C library, not eight for each processor: threads come and go, and each arena keeps the most that its threads ever held.
ENV PATH=/app:$PATH \
    MALLOC_ARENA_MAX=2 \
    ORT_DISABLE_TELEMETRY=1 \
    TWINBERT__Listen=http://0.0.0.0:9210
USER $APP_UID
EXPOSE 9210
HEALTHCHECK --interval=10s --timeout=6s --start-period=30s --retries=3 CMD ["twinbert", "health"]
ENTRYPOINT ["twinbert"]
CMD ["serve"]
