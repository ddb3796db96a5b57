import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { withTarFile } from "../../../src/adapters/engine/tarFile.ts";
import type { ContainerEngine } from "../../../src/core/image/engine/containerEngine.ts";
import type { ImageFacts } from "../../../src/core/image/inspect/imageFacts.ts";
import { imageFindings } from "../../../src/core/image/inspect/imageFindings.ts";
import { readImageFacts } from "../../../src/core/image/inspect/readImageFacts.ts";
import { removeImages } from "../docker.ts";
import { containerEnvironment } from "../environment.ts";

const run = promisify(execFile);
const { docker } = containerEnvironment();
const env = { ...process.env, ...docker };
const repository = `inspect-test-${randomUUID().slice(0, 8)}`;
const never = new AbortController().signal;

/** Programs of every kind; the runtime stages take what they are to show. */
const PROGRAMS = `FROM rust:1.95-slim-bookworm AS build
WORKDIR /out
RUN echo 'int gone(void){return 0;}' > gone.c && gcc -shared -o libgone.so gone.c && gcc -shared -o libcuda.so.1 gone.c -Wl,-soname,libcuda.so.1 \\
    && echo 'int gone(void); int main(void){return gone();}' > linked.c \\
    && echo 'int main(void){return 0;}' > main.c \\
    && gcc -g -o plain main.c && gcc -static -s -o static main.c \\
    && gcc -o linked linked.c -L. -lgone && gcc -o gpu linked.c -L. -l:libcuda.so.1 \\
    && sed 's/GLIBC_2\\.34/GLIBC_2.99/' plain > newer && chmod +x newer && cp plain closed && chmod -x closed \\
    && echo '#!/bin/sh' > script && chmod +x script
`;

const STAGES = {
    none: "FROM debian:bookworm-slim AS none\nENTRYPOINT echo hello",
    wrong: "FROM debian:bookworm-slim AS wrong\nCOPY --from=build /out/newer /usr/local/bin/train\nCOPY --from=build /out/linked /usr/local/bin/serve",
    good: "FROM gcr.io/distroless/cc-debian12 AS good\nCOPY --from=build /out/plain /usr/bin/train\nCOPY --from=build /out/static /usr/local/bin/serve",
    bare: "FROM scratch AS bare\nCOPY --from=build /out/plain /usr/local/bin/train\nCOPY --from=build /out/static /usr/local/bin/serve",
    gpu: "FROM debian:bookworm-slim AS gpu\nENV CUDA_VERSION=12.4.1 PATH=/opt/app:/usr/bin\nCOPY --from=build /out/gpu /opt/app/serve\nCOPY --from=build /out/closed /opt/app/train",
    script: "FROM debian:bookworm-slim AS script\nRUN ln -s ../../../srv/main /usr/local/bin/train\nCOPY --from=build /out/script /srv/main\nUSER 1000",
};

describe("an image that is inspected", () => {
    let folder: string;
    let engine: ContainerEngine;
    before(async () => {
        folder = await mkdtemp(path.join(tmpdir(), "inspect "));
        await mkdir(path.join(folder, "tmp"));
        process.env["TMPDIR"] = path.join(folder, "tmp");
        await writeFile(path.join(folder, "Dockerfile"), `${PROGRAMS}${Object.values(STAGES).join("\n")}\n`);
        engine = await findContainerEngine({ path: "", search: docker.PATH, forbidden: [] }, never);
    });
    after(async () => {
        await removeImages(`reference=${repository}`);
        await rm(folder, { recursive: true });
    });

    const build = (...options: readonly string[]) =>
        run("docker", ["buildx", "build", "--provenance=false", ...options], { env });
    const read = async (tag: string) =>
        (await readImageFacts({ engine, withFile: withTarFile }, tag, never)) ?? assert.fail("the image is there");

    async function factsOf(stage: string): Promise<ImageFacts> {
        const tag = `${repository}:${stage}`;
        await build("--load", `--target=${stage}`, `--tag=${tag}`, folder);
        return read(tag);
    }
    const use = { trainingInstanceType: "ml.m5.large", endpointInstanceType: "ml.m5.large", isChosen: true };
    const faultsOf = (facts: ImageFacts, types: Partial<typeof use> = {}) =>
        imageFindings(facts, { ...use, ...types })
            .filter(({ verdict }) => verdict !== "good")
            .map(({ text }) => text);

    it("shows its system, its C library and its layers, newest first", async () => {
        const { image, system, glibc, layers, train, cuda } = await factsOf("none");
        assert.match(system ?? "", /Debian GNU\/Linux 12/);
        assert.deepEqual([glibc, cuda, train, image.platform], ["2.36", undefined, undefined, "linux/amd64"]);
        assert.match(layers[0]?.createdBy ?? "", /ENTRYPOINT/);
        assert.ok(layers.some(({ sizeBytes }) => sizeBytes > 50e6));
    });

    it("without train and serve, behind a shell, is of no use", async () => {
        assert.match(faultsOf(await factsOf("none")).join(), /ENTRYPOINT is run by a shell/);
    });

    it("is too old for a program that was built on a newer system, and lacks what another is linked to", async () => {
        const facts = await factsOf("wrong");
        assert.equal(facts.train?.elf?.glibc, "2.99");
        assert.deepEqual(facts.serve?.missing, ["libgone.so"]);
        const [train = "", serve = ""] = faultsOf(facts);
        assert.match(train, /train needs glibc 2\.99, and the image has 2\.36/);
        assert.match(serve, /serve is linked to what is not in the image: libgone\.so/);
    });

    it("needs no shell to be looked at, and tells symbols from none", async () => {
        const { train, serve, glibc } = await factsOf("good");
        assert.deepEqual([train?.path, train?.missing, train?.elf?.hasSymbols], ["/usr/bin/train", [], true]);
        assert.ok((train?.elf?.debugBytes ?? 0) > 0);
        assert.deepEqual([serve?.elf?.interpreter, serve?.elf?.hasSymbols, serve?.elf?.debugBytes], [undefined, false, 0]);
        assert.equal(glibc, "2.36");
    });

    it("for another CPU than the instance types, with programs of the first one, fits nowhere", async () => {
        const files = path.join(folder, "files");
        const sources = "FROM scratch\nCOPY --from=build /out/plain /usr/local/bin/train\n";
        await writeFile(path.join(folder, "Files"), `${PROGRAMS}${sources}`);
        await build(`--output=type=local,dest=${files}`, `--file=${path.join(folder, "Files")}`, folder);
        await writeFile(path.join(folder, "Arm"), "FROM scratch\nCOPY files /\n");
        const tag = `${repository}:arm`;
        await build("--load", "--platform=linux/arm64", `--tag=${tag}`, `--file=${path.join(folder, "Arm")}`, folder);
        const facts = await read(tag);
        const faults = faultsOf(facts, { endpointInstanceType: "ml.c7g.large" }).join("\n");
        assert.match(faults, /built for linux\/arm64, and training jobs on ml\.m5\.large are linux\/amd64/);
        assert.doesNotMatch(faults, /endpoints on ml\.c7g\.large are/);
        assert.match(faults, /train is a program for amd64, in an image for arm64/);
    });

    it("from scratch has no loader for a program that is not static", async () => {
        const facts = await factsOf("bare");
        assert.match(faultsOf(facts).join(), /train is started by \/lib64\/ld-linux-x86-64\.so\.2, which is not there/);
        assert.deepEqual(facts.serve?.missing, []);
        assert.equal(facts.glibc, undefined);
    });

    it("for GPUs has its CUDA set against drivers, and what the driver brings not missed there", async () => {
        const facts = await factsOf("gpu");
        const gpu = { trainingInstanceType: "ml.g5.xlarge", endpointInstanceType: "ml.g5.xlarge" };
        const faults = faultsOf(facts, gpu);
        assert.match(faults.join("\n"), /CUDA 12\.4 is newer than the default driver .*inference-gpu-3-1 has driver 550/);
        assert.match(faults.join("\n"), /\/opt\/app\/train is not executable/);
        assert.doesNotMatch(faults.join("\n"), /libcuda/);
        assert.match(faultsOf(facts).join("\n"), /serve is linked to libcuda\.so\.1.* ml\.m5\.large/);
    });

    it("may start a script behind a link, and another user than root", async () => {
        const facts = await factsOf("script");
        assert.deepEqual([facts.train?.isExecutable, facts.train?.elf], [true, undefined]);
        assert.match(faultsOf(facts).join("\n"), /runs as the user 1000/);
    });

    it("leaves no container and no file behind, also when that is cancelled, at whatever moment", async () => {
        await factsOf("good");
        await nothingLeft("good");
        const cancelledAfter = async (milliseconds: number) =>
            readImageFacts({ engine, withFile: withTarFile }, `${repository}:good`, AbortSignal.timeout(milliseconds)).then(
                () => "read",
                ({ name }: Error) => name,
            );
        const ends = new Set<string>();
        for (let milliseconds = 20; milliseconds <= 300; milliseconds += 20) {
            ends.add(await cancelledAfter(milliseconds));
        }
        await nothingLeft("good");
        assert.deepEqual(
            [...ends].filter((end) => !["read", "AbortError", "TimeoutError"].includes(end)),
            [],
        );
        assert.ok(ends.has("TimeoutError"), "one of them was cancelled");
    });

    /** What is cancelled tidies up in its own time. */
    async function nothingLeft(stage: string): Promise<void> {
        const left = async () => {
            const { stdout } = await run("docker", ["ps", "--all", "--quiet", `--filter=ancestor=${repository}:${stage}`], {
                env,
            });
            return [...stdout.split("\n").filter((id) => id !== ""), ...(await readdir(path.join(folder, "tmp")))];
        };
        for (let tries = 0; tries < 100 && (await left()).length > 0; tries += 1) {
            await sleep(100);
        }
        assert.deepEqual(await left(), []);
    }

    it("that the engine does not have is none", async () => {
        assert.equal(await readImageFacts({ engine, withFile: withTarFile }, `${repository}:never`, never), undefined);
    });

    it("may hold a program that is larger than what memory should hold", async () => {
        const earlier = process.resourceUsage().maxRSS;
        await writeFile(
            path.join(folder, "Large"),
            `${PROGRAMS}RUN truncate --size=400M plain\nFROM debian:bookworm-slim\nCOPY --from=build /out/plain /usr/local/bin/train\n`,
        );
        await build("--load", `--tag=${repository}:large`, `--file=${path.join(folder, "Large")}`, folder);
        const { train } = await read(`${repository}:large`);
        assert.equal(train?.sizeBytes, 400 * 2 ** 20);
        assert.equal(train.elf?.architecture, "amd64");
        const grown = (process.resourceUsage().maxRSS - earlier) / 1024;
        assert.ok(grown < 200, `memory grew by ${Math.round(grown)} MiB`);
    });
});
