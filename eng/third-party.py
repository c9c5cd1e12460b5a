#!/usr/bin/env python3
"""Says what third-party packages the program and the client packages are made of, and under which licences.

Usage: eng/third-party.py           writes THIRD-PARTY-NOTICES.txt
       eng/third-party.py --check   fails where it is not what would be written, or where a licence is not among those that we distribute under

Reads what was restored (artifacts/obj/*/project.assets.json, after `dotnet build`) and the packages' own descriptions in NuGet's folder.
"""
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parent.parent
NOTICES = ROOT / "THIRD-PARTY-NOTICES.txt"
SHIPPED = ["Cli", "Client.Elasticsearch"]
# A source generator: what it writes is compiled into our assemblies for .NET Standard 2.0.
COMPILED_IN = ["PolySharp"]
# Our licence, Apache-2.0, goes with these, and each asks for no more than its notice.
ALLOWED = {"MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause"}

MIT = """Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"),
to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense,
and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
IN THE SOFTWARE."""

BSD_3 = """Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation
   and/or other materials provided with the distribution.
3. Neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products derived from this software
   without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE
LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE
GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT
LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH
DAMAGE."""

TEXTS = {"MIT": MIT, "BSD-3-Clause": BSD_3, "Apache-2.0": "The same licence as TwinBert's own, in the file LICENSE."}

HEAD = """Third-party notices

The TwinBert program contains, and its packages refer to, the packages below. Each is its authors', under the licence that it stands under.
ONNX Runtime brings notices of its own for what it is made of: the file ThirdPartyNotices.txt beside the program, and in the package Microsoft.ML.OnnxRuntime.

This file is written by eng/third-party.py from what is restored.
"""


def fail(message):
    sys.exit(f"third-party: {message}")


def restored():
    """Each package that is shipped: its name, version and folder."""
    found = {}
    for project in SHIPPED:
        path = ROOT / "artifacts" / "obj" / project / "project.assets.json"
        if not path.exists():
            fail(f"{project} is not restored. Run: dotnet restore src/{project}")
        assets = json.loads(path.read_text())
        folders = [pathlib.Path(folder) for folder in assets["packageFolders"]]
        for target in assets["targets"].values():
            for key, library in target.items():
                if library["type"] != "package":
                    continue
                name, version = key.split("/")
                # Without anything that is compiled against or run, a package is only for the build.
                used = [asset for kind in ("compile", "runtime", "runtimeTargets", "native") for asset in library.get(kind, {})]
                if name in COMPILED_IN or any(not asset.endswith("/_._") for asset in used):
                    found[name] = (version, folder_of(assets["libraries"][key]["path"], folders))
    return found


def folder_of(path, folders):
    for folder in folders:
        if (folder / path).is_dir():
            return folder / path
    fail(f"{path} is in none of NuGet's folders. Run: dotnet restore")


def described(folder):
    """Licence and copyright, as the package says them."""
    root = xml.parse(next(folder.glob("*.nuspec"))).getroot()
    metadata = next(element for element in root if element.tag.endswith("metadata"))
    values = {re.sub("{.*}", "", element.tag): element for element in metadata}
    licence, copyright = values.get("license"), values.get("copyright")
    if licence is None:
        return None, ""
    name = licence.text.strip() if licence.get("type") == "expression" else recognised((folder / licence.text.strip()).read_text(errors="replace"))
    holder = (copyright.text or "").strip() if copyright is not None else (values["authors"].text or "").strip()
    return name, re.sub(r"\s+", " ", holder)


def recognised(text):
    words = re.sub(r"\s+", " ", text)
    # A file with several licences begins with the package's own.
    signs = {
        "Apache-2.0": "Apache License Version 2.0",
        "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
        "BSD-3-Clause": "Redistribution and use in source and binary forms",
    }
    places = {name: words.find(sign) for name, sign in signs.items() if sign in words}
    return min(places, key=places.get) if places else None


def notices(packages):
    by_licence = {}
    for name, (version, folder) in sorted(packages.items(), key=lambda package: package[0].lower()):
        licence, holder = described(folder)
        if licence not in ALLOWED:
            fail(f"{name} {version} is under {licence or 'a licence that is not recognised'}; allowed are {', '.join(sorted(ALLOWED))}.")
        by_licence.setdefault(licence, []).append(f"{name} {version}\n    {holder}")
    parts = [HEAD]
    for licence, names in sorted(by_licence.items()):
        parts.append(f"{'-' * 80}\n{licence}\n{'-' * 80}\n\n" + "\n".join(names) + f"\n\n{TEXTS[licence]}\n")
    return "\n".join(parts)


def main(arguments):
    if arguments not in ([], ["--check"]):
        fail(__doc__)
    text = notices(restored())
    if not arguments:
        NOTICES.write_text(text)
    elif not NOTICES.exists() or NOTICES.read_text() != text:
        fail("THIRD-PARTY-NOTICES.txt is not what is restored. Run: eng/third-party.py")


main(sys.argv[1:])
