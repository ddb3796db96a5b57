import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { builtStage, type Dockerfile, parseDockerfile, stageLineage } from "../../../src/core/image/dockerfile/dockerfile.ts";

const keywords = ({ stages }: Dockerfile) => stages.map(({ instructions }) => instructions.map(({ keyword }) => keyword));
const first = (text: string) => parseDockerfile(`FROM scratch\n${text}`).stages[0]!.instructions[0]!;

describe("the lines of a Dockerfile", () => {
    it("are joined where they end with a backslash, over comments and empty lines", () => {
        const { value, words } = first("RUN apt-get update && \\\n    # why\n\n    apt-get install -y curl \\  \n  git\nCMD x");
        assert.equal(value, "apt-get update &&     apt-get install -y curl   git");
        assert.deepEqual(words.at(-1)?.raw, "git");
    });

    it("are joined at a backtick when the file says so", () => {
        const { stages } = parseDockerfile("# escape=`\nFROM scratch\nRUN dir C:\\ `\n  /s\nCOPY a C:\\\nCMD b");
        assert.deepEqual(
            stages[0]?.instructions.map(({ value }) => value),
            ["dir C:\\   /s", "a C:\\", "b"],
        );
    });

    it("keep the bodies of heredocs out of the instructions", () => {
        const file = parseDockerfile('FROM scratch\nRUN <<EOF cat >/a && <<-"TWO" cat\nFROM no\nEOF\n\tCOPY no\n\tTWO\nUSER a\n');
        assert.deepEqual(keywords(file), [["RUN", "USER"]]);
        assert.deepEqual(file.stages[0]?.instructions[0]?.heredocs, ["FROM no", "\tCOPY no"]);
    });

    it("see no heredoc in a shift of a shell", () => {
        assert.deepEqual(keywords(parseDockerfile("FROM scratch\nRUN echo $((1<<N))\nUSER a")), [["RUN", "USER"]]);
    });

    it("know where each word stands, with the line breaks of Windows too", () => {
        const text = "FROM scratch\r\nCOPY --from=a \\\r\n  one \\\r\n  two /three\r\n";
        const copy = parseDockerfile(text).stages[0]!.instructions[0]!;
        const slices = copy.words.map((word) => copy.rangeOf(word)).map(({ start, end }) => text.slice(start, end));
        assert.deepEqual(slices, ["one", "two", "/three"]);
        assert.equal(text.slice(copy.start, copy.end), "COPY --from=a \\\r\n  one \\\r\n  two /three");
        assert.equal(text.slice(copy.valueStart, copy.valueStart + 3), "one");
    });

    it("may be missing, half typed or nonsense", () => {
        for (const text of [
            "",
            "\n",
            "FRO",
            "FROM",
            "COPY a b",
            "FROM a AS",
            "FROM a\nRUN \\",
            "FROM a\nENV",
            'FROM a\nCMD ["',
            "\0",
        ]) {
            assert.doesNotThrow(() => parseDockerfile(text), text);
        }
    });
});

describe("the stages of a Dockerfile", () => {
    const text = `# syntax=docker/dockerfile:1
ARG RUST=1.95 CODENAME=bookworm
ARG TAG
FROM --platform=$BUILDPLATFORM rust:\${RUST}-slim-\${CODENAME} AS Builder
FROM builder as more
FROM debian:$TAG
FROM debian:\${TAG:-bookworm-slim} AS last
`;

    it("have names, bases with their variables filled in, and platforms", () => {
        const { stages, directives } = parseDockerfile(text);
        assert.deepEqual(
            stages.map(({ name, base, platform, parent }) => [name, base, platform, parent?.name]),
            [
                ["builder", "rust:1.95-slim-bookworm", "$BUILDPLATFORM", undefined],
                ["more", "builder", undefined, "builder"],
                [undefined, undefined, undefined, undefined],
                ["last", "debian:bookworm-slim", undefined, undefined],
            ],
        );
        assert.equal(directives.get("syntax"), "docker/dockerfile:1");
    });

    it("take build arguments over the file's defaults", () => {
        const { stages } = parseDockerfile(text, { CODENAME: "trixie", TAG: "12" });
        assert.deepEqual([stages[0]?.base, stages[2]?.base], ["rust:1.95-slim-trixie", "debian:12"]);
    });

    it("are found by name, by number, or as the last", () => {
        const file = parseDockerfile(text);
        assert.equal(builtStage(file, "BUILDER"), file.stages[0]);
        assert.equal(builtStage(file, "2"), file.stages[2]);
        assert.equal(builtStage(file, undefined), file.stages[3]);
        assert.equal(builtStage(file, "none"), undefined);
        assert.deepEqual(stageLineage(file.stages[1]!), file.stages.slice(0, 2));
    });

    it("hand their ENV, and not their ARGs, to the stages that are built on them", () => {
        const { stages } = parseDockerfile(`ARG V=1
FROM scratch AS a
ARG V
ENV PATH=/opt/\${V}/bin:/bin OLD=$NOWHERE
ENV OLD_FORM two words $V
FROM a
WORKDIR /x/\${OLD_FORM}/$V
`);
        assert.deepEqual(
            [...stages[1]!.environment],
            [
                ["PATH", "/opt/1/bin:/bin"],
                ["OLD_FORM", "two words 1"],
            ],
        );
        assert.equal(stages[1]?.instructions[0]?.words[0]?.value, undefined);
    });
});

describe("the words of an instruction", () => {
    it("lose their quotes, and variables in single quotes stay", () => {
        const { words } = first(`ENV A="b c" D='$e' F=g\\ h I="\${J:+k}\${L-m}"`);
        assert.deepEqual(
            words.map(({ value }) => value),
            ["A=b c", "D=$e", "F=g h", "I=m"],
        );
    });

    it("are not known where variables double each other without end, or stand in a default", () => {
        const doubling = `ENV A=x\n${"ENV A=$A$A\n".repeat(60)}`;
        const { stages } = parseDockerfile(`FROM scratch\n${doubling}ENV B=\${C:-\${D}}\n`);
        assert.deepEqual([...stages[0]!.environment.keys()], ["PATH"]);
    });

    it("come behind the flags", () => {
        const { flags, words } = first(
            "RUN --mount=type=cache,target=/a --mount=type=secret,id=b --network=none cargo build --release",
        );
        assert.deepEqual(
            flags.map(({ name, value }) => `${name} ${value}`),
            ["mount type=cache,target=/a", "mount type=secret,id=b", "network none"],
        );
        assert.equal(words[0]?.raw, "cargo");
    });

    it("are an array in the exec form", () => {
        assert.deepEqual(first('ENTRYPOINT ["/bin/a", "b"]').exec, ["/bin/a", "b"]);
        assert.equal(first("ENTRYPOINT /bin/a b").exec, undefined);
        assert.equal(first("ENTRYPOINT ['a']").exec, undefined);
    });
});
