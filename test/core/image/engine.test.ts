import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { buildProblem, type FailedBuild } from "../../../src/core/image/build/buildProblem.ts";
import { parseImages, parseLayers } from "../../../src/core/image/engine/engineAnswers.ts";
import {
    buildArguments,
    copyArguments,
    inspectArguments,
    removeArguments,
    tagArguments,
} from "../../../src/core/image/engine/engineArguments.ts";
import { engineProblem } from "../../../src/core/image/engine/engineProblem.ts";
import type { ImageBuild, SecretSource } from "../../../src/core/image/imageBuild.ts";
import { Problem } from "../../../src/core/problem.ts";

const BUILD: ImageBuild = {
    dockerfile: `/ws/Ada's "crâtes", 日本/Dockerfile`,
    context: "/ws/context, $(x)",
    target: "prod",
    platform: "linux/arm64",
    buildArgs: { FEATURES: "-a,b=c d" },
    secrets: new Map<string, SecretSource>([
        ["token", { file: '/home/ada/a,b"c' }],
        ["other", { env: "TOKEN" }],
    ]),
    tags: ["demo:one", "demo:two"],
    labels: { "rust-sagemaker.crate": "demo" },
};

describe("the arguments of a build", () => {
    it("ask BuildKit for Docker's media types and for no attestations", () => {
        assert.deepEqual(buildArguments(BUILD, "buildx", "/tmp/id"), [
            "buildx",
            "build",
            "--provenance=false",
            "--sbom=false",
            "--output=type=docker,oci-mediatypes=false",
            "--progress=plain",
            "--platform=linux/arm64",
            `--file=/ws/Ada's "crâtes", 日本/Dockerfile`,
            "--iidfile=/tmp/id",
            "--target=prod",
            "--tag=demo:one",
            "--tag=demo:two",
            "--label=rust-sagemaker.crate=demo",
            "--build-arg=FEATURES=-a,b=c d",
            '--secret=id=token,"src=/home/ada/a,b""c"',
            "--secret=id=other,env=TOKEN",
            "/ws/context, $(x)",
        ]);
    });

    it("ask Podman for Docker's format, and refuse what Podman would cut in two", () => {
        const secrets = new Map([["token", { file: "/home/ada/token" }]]);
        const args = buildArguments({ ...BUILD, secrets }, "podman", "/tmp/id");
        assert.deepEqual(args.slice(0, 3), ["build", "--format=docker", "--platform=linux/arm64"]);
        assert.ok(args.includes("--secret=id=token,src=/home/ada/token"));
        assert.ok(
            args.includes(`--file="/ws/Ada's ""crâtes"", 日本/Dockerfile"`),
            "it takes several Dockerfiles, with commas between",
        );
        assert.throws(() => buildArguments(BUILD, "podman", "/tmp/id"), /comma in its path/);
    });

    it("refuse names that would mean something else to an engine", () => {
        const hostile: readonly Partial<ImageBuild>[] = [
            { tags: ["--push"] },
            { tags: ["a b"] },
            { buildArgs: { "A=B\nC": "x" } },
            { secrets: new Map([["id,src=/etc/shadow", { env: "A" }]]) },
            { secrets: new Map([["a", { env: "A,src=/etc/shadow" }]]) },
            { secrets: new Map([["a", { file: "relative/file" }]]) },
        ];
        for (const change of hostile) {
            assert.throws(() => buildArguments({ ...BUILD, ...change }, "buildx", "/tmp/id"), Problem);
        }
        for (const name of ["-f", "--help", "", "a;b", "A", "a b", "a:b:c"]) {
            assert.throws(() => inspectArguments([name]), Problem, name);
            assert.throws(() => removeArguments(name), Problem, name);
            assert.throws(() => tagArguments("a:b", name), Problem, name);
        }
        assert.deepEqual(inspectArguments([`sha256:${"a".repeat(64)}`]), ["image", "inspect", `sha256:${"a".repeat(64)}`]);
    });

    it("let Podman follow links by itself", () => {
        assert.deepEqual(copyArguments("docker", "c", "/bin/sh"), ["cp", "--follow-link", "c:/bin/sh", "-"]);
        assert.deepEqual(copyArguments("podman", "c", "/bin/sh"), ["cp", "c:/bin/sh", "-"]);
    });
});

describe("what an engine answers", () => {
    it("is read in the forms of Docker, Podman and nerdctl", () => {
        const hex = "7f15e7af33d2b5cbffd391ff42e80fd81d2de0c83870914c555bd45268589eb8";
        const [docker] = parseImages(
            JSON.stringify([
                {
                    Id: `sha256:${hex}`,
                    RepoTags: ["demo:one", "<none>:<none>"],
                    RepoDigests: null,
                    Created: "2026-11-21T13:45:11.333809041Z",
                    Os: "linux",
                    Architecture: "amd64",
                    Size: 75992530,
                    Config: { User: "", Env: ["A=b"], Cmd: ["sh"], Entrypoint: null, Labels: { a: "b,c" } },
                },
            ]),
        );
        assert.deepEqual(docker, {
            id: `sha256:${hex}`,
            tags: ["demo:one"],
            digests: [],
            platform: "linux/amd64",
            createdAt: Date.UTC(2026, 10, 21, 13, 45, 11, 333),
            sizeBytes: 75992530,
            labels: { a: "b,c" },
            entrypoint: [],
            command: ["sh"],
            user: "",
            environment: ["A=b"],
        });
        const [podman] = parseImages(
            JSON.stringify([{ Id: hex, RepoTags: ["localhost/demo:one"], Config: { Entrypoint: "serve" } }]),
        );
        assert.deepEqual(
            [podman?.id, podman?.tags, podman?.entrypoint],
            [`sha256:${hex}`, ["demo:one"], ["/bin/sh", "-c", "serve"]],
        );
        assert.deepEqual(parseImages("[]"), []);
    });

    it("gives the sizes of layers in bytes, also where they are in words", () => {
        const lines = [
            '{"CreatedBy":"CMD [\\"sh\\"]","ID":"sha256:7f","Size":"0"}',
            '{"CreatedBy":"COPY f.txt /f.txt # buildkit","ID":"\\u003cmissing\\u003e","Size":"3"}',
            '{"CreatedBy":"","Size":"75.9MB"}',
            '[{"id":"e1aa","CreatedBy":"/bin/sh -c #(nop) ADD file:9d31 in /","size":78182400,"comment":"imported from tarball"}]',
            "",
        ].join("\n");
        assert.deepEqual(
            parseLayers(lines).map(({ sizeBytes }) => sizeBytes),
            [0, 3, 75_900_000, 78_182_400],
        );
    });
});

describe("what the words of an engine mean", () => {
    const problem = (kind: "docker" | "podman" | "finch", os: string, text: string) => {
        const found = engineProblem(kind, os, text);
        return found && `${found.code}: ${found.message}`;
    };

    it("tells how to start the engine of this system", () => {
        const cases = [
            [
                "docker",
                "linux",
                "Cannot connect to the Docker daemon at unix:///a b/docker.sock. Is the docker daemon running?",
                /systemctl start docker.*at unix:\/\/\/a b\/docker\.sock\)/,
            ],
            [
                "docker",
                "linux",
                "ERROR: Cannot connect to the Docker daemon at unix:///home/ada/.docker/desktop/docker.sock. Is the docker daemon running?",
                /systemctl --user start docker-desktop/,
            ],
            [
                "docker",
                "darwin",
                "failed to connect to the docker API at unix:///Users/ada/.docker/run/docker.sock; check if the path is correct and if the daemon is running: dial unix",
                /Start Docker Desktop \(.*docker\.sock\)\.$/,
            ],
            [
                "docker",
                "darwin",
                "Cannot connect to the Docker daemon at unix:///Users/ada/.colima/default/docker.sock. Is the docker daemon running?",
                /colima start/,
            ],
            [
                "docker",
                "win32",
                'error during connect: Get "http://%2F%2F.%2Fpipe%2FdockerDesktopLinuxEngine/v1.47/info": open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.',
                /Start Docker Desktop/,
            ],
            [
                "podman",
                "darwin",
                "Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`",
                /podman machine start/,
            ],
            [
                "finch",
                "darwin",
                'level=fatal msg="instance \\"finch\\" does not exist, run `finch vm init` to create a new instance"',
                /finch vm start/,
            ],
        ] as const;
        for (const [kind, os, text, words] of cases) {
            const found = problem(kind, os, text.replaceAll("\\", "")) ?? "nothing";
            assert.match(found, /^engineStopped: /, text);
            assert.match(found, words, text);
        }
    });

    it("tells a denied socket from a stopped engine", () => {
        const old =
            "Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get ...: dial unix /var/run/docker.sock: connect: permission denied";
        assert.match(problem("docker", "linux", old) ?? "", /^engineDenied: .*usermod -aG docker/);
        const current = "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock";
        assert.match(problem("docker", "linux", current) ?? "", /^engineDenied: /);
    });

    it("knows an engine that went away, and nothing of what concerns images", () => {
        for (const text of [
            "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF",
            "unexpected EOF",
        ]) {
            assert.match(problem("docker", "linux", text) ?? "", /^engineStopped: Docker stopped answering/, text);
        }
        assert.equal(problem("docker", "linux", "Error response from daemon: No such image: nosuch:1"), undefined);
    });
});

describe("why a build failed", () => {
    const failed = (tail: string, more: Partial<FailedBuild> = {}) => {
        const { code, message } = buildProblem({
            kind: "docker",
            os: "linux",
            platform: "linux/amd64",
            machine: "x64",
            tail,
            ...more,
        });
        return `${code}: ${message}`;
    };
    const recorded = (name: string) => readFileSync(path.join(import.meta.dirname, `../../fixtures/engine/${name}.txt`), "utf8");

    it("is what cargo said in the step that failed", () => {
        assert.match(
            failed(recorded("rustc-errors")),
            /^buildFailed: The image could not be built: could not compile `demo` \(bin "demo"\)/,
        );
    });

    it("is the engine's last sentence, without its preface", () => {
        assert.match(
            failed(recorded("unknown-instruction")),
            /built: dockerfile parse error on line 2: unknown instruction: RUNN/,
        );
        assert.match(failed(recorded("secret-missing")), /^buildFailed: .*built: secret nope: not found$/);
        assert.equal(failed(""), "buildFailed: The image could not be built: it ended without a word");
    });

    it("is a registry that does not answer, or an image that is not there", () => {
        assert.match(failed(recorded("registry-unreachable")), /^registryUnreachable: .*nowhere\.example\.com/);
        const missing =
            "ERROR: failed to solve: rust:9.99: failed to resolve source metadata for docker.io/library/rust:9.99: docker.io/library/rust:9.99: not found";
        assert.match(failed(missing), /^imageMissing: .*rust:9\.99/);
        const denied =
            "ERROR: failed to solve: a/b: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope";
        assert.match(failed(denied), /^imageMissing: .*needs a login/);
    });

    it("is no fault of registry or engine when a step's own connection was refused", () => {
        const tail =
            '#9 1.2 curl: (7) Failed to connect: Connection refused\nERROR: failed to solve: process "/bin/sh -c curl https://x: dial tcp" did not complete successfully: exit code: 7';
        assert.match(failed(tail), /^buildFailed: The image could not be built: process/);
    });

    it("is a full disk also where only the linker died of it", () => {
        assert.match(
            failed("#9 1.2 collect2: fatal error: ld terminated with signal 7 [Bus error]\nERROR: failed to solve: process"),
            /^diskFull: /,
        );
    });

    it("is missing emulation where another architecture is built", () => {
        const tail =
            '#5 0.1 exec /bin/sh: exec format error\nERROR: failed to solve: process "/bin/sh -c true" did not complete successfully: exit code: 255';
        assert.match(
            failed(tail, { machine: "arm64" }),
            /^buildFailed: Docker cannot run programs for linux\/amd64 .*tonistiigi\/binfmt/,
        );
        assert.match(failed(tail), /did not complete/);
        assert.match(
            failed("ERROR: failed to solve: x: no match for platform in manifest: not found"),
            /does not exist for linux\/amd64/,
        );
    });
});
