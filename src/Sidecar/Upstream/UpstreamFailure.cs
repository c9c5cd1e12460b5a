using TwinBert.Signing;
using Yarp.ReverseProxy.Forwarder;

namespace TwinBert.Sidecar.Upstream;

/// <summary>Why a forwarded request got no answer, for the client and the log.</summary>
/// <param name="Type">The error's name, in the engine's style.</param>
/// <param name="Reason">One sentence that names the party and the remedy.</param>
internal sealed record UpstreamFailure(string Type, string Reason)
{
    public static UpstreamFailure Of(ForwarderError error, Exception? cause, Uri upstream) => error switch
    {
        ForwarderError.RequestBodyClient => new(
            "client_body_exception",
            $"TwinBert could not read the request's body: {Cause(cause)} Check the client's framing and its connection."),
        ForwarderError.RequestTimedOut => new(
            "upstream_timeout_exception",
            $"TwinBert got no connection to the cluster at {upstream} in time. Check that it is reachable from here and not overloaded."),
        ForwarderError.ResponseBodyDestination or ForwarderError.ResponseHeaders => new(
            "upstream_answer_exception",
            $"The cluster at {upstream} broke off its answer to TwinBert: {Cause(cause)} Look into the cluster's log."),
        ForwarderError.RequestCreation => new("unforwardable_request_exception", $"TwinBert cannot forward this request: {Cause(cause)}"),
        _ => Unreachable(cause, upstream),
    };


    public static UpstreamFailure Unreachable(Exception? cause, Uri upstream) =>
        Unsigned(cause) is { } unsigned
            ? new("unsigned_request_exception", $"TwinBert cannot sign a request for the cluster at {upstream}: {unsigned.Message}")
            : new(
                "upstream_unreachable_exception",
                $"TwinBert cannot reach the cluster at {upstream}: {Cause(cause)} Start the cluster, or correct Upstream:Url in TwinBert's configuration.");

    // What was not signed was not sent.
    private static AwsSigningException? Unsigned(Exception? cause) => cause as AwsSigningException ?? cause?.InnerException as AwsSigningException;

    private static string Cause(Exception? cause)
    {
        var message = cause switch
        {
            AggregateException aggregate => aggregate.InnerExceptions[0].Message,
            { InnerException: { } inner } => inner.Message,
            { } exception => exception.Message,
            null => "the connection failed",
        };
        return message.ReplaceLineEndings(" ").TrimEnd('.') + ".";
    }
}
