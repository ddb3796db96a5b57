import { randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DIRECTORY_LABEL } from "../../../src/local/images/containerLaunch.ts";
import { docker, removeImages } from "../docker.ts";

/** An image that a test has built. */
export interface TestImage {
    readonly tag: string;
    /** `sha256:…` */
    readonly id: string;
    /** By its content, as the extension names it. */
    readonly reference: string;
}

/** The images of one test file. */
export interface TestImages {
    /** Builds an image with scripts as its programs; `more` are further lines of its Dockerfile. */
    build(programs: { readonly train?: string; readonly serve?: string }, platform?: string, more?: string): Promise<TestImage>;
    [Symbol.asyncDispose](): Promise<void>;
}

/** `engine` runs a command of the engine that is to have them. */
export function testImages(engine = docker): TestImages {
    const repository = `runner-test-${randomUUID().slice(0, 8)}`;
    let count = 0;
    return {
        async build(programs, platform = "linux/amd64", more = "") {
            const context = mkdtempSync(path.join(tmpdir(), "runner-context-"));
            try {
                for (const [name, script] of Object.entries(programs)) {
                    writeFileSync(path.join(context, name), script, { mode: 0o755 });
                }
                const copies = Object.keys(programs).map((name) => `COPY ${name} /usr/local/bin/${name}`);
                writeFileSync(path.join(context, "Dockerfile"), ["FROM debian:bookworm-slim", ...copies, more].join("\n"));
                const tag = `${repository}:${++count}`;
                // The base image is that of this machine, whatever the platform that the result is said to be for.
                await engine("build", "--quiet", `--tag=${tag}`, context);
                if (platform !== "linux/amd64") {
                    await relabel(tag, platform);
                }
                const id = `sha256:${(await engine("image", "inspect", "--format={{.Id}}", tag)).trim().replace("sha256:", "")}`;
                return { tag, id, reference: `${repository}@${id}` };
            } finally {
                rmSync(context, { recursive: true });
            }
        },
        async [Symbol.asyncDispose]() {
            await removeImages(`reference=${repository}`, engine);
        },
    };
}

/** Makes an image say that it is for another platform, as one that was built on another machine does. */
async function relabel(tag: string, platform: string): Promise<void> {
    const container = await docker("create", tag, "train");
    const file = path.join(mkdtempSync(path.join(tmpdir(), "runner-export-")), "image.tar");
    await docker("export", `--output=${file}`, container);
    await docker("rm", container);
    await docker("image", "rm", tag); // else it stays without a name
    await docker("import", `--platform=${platform}`, file, tag);
    rmSync(path.dirname(file), { recursive: true });
}

/** The names of all containers, running or not, of the jobs and endpoints of a data directory. */
export async function containersOf(dataDirectory: string): Promise<readonly string[]> {
    const format = `--format={{.Names}}\t{{.Label "${DIRECTORY_LABEL}"}}`;
    const all = await docker("ps", "--all", "--no-trunc", `--filter=label=${DIRECTORY_LABEL}`, format);
    return all
        .split("\n")
        .map((line) => line.split("\t"))
        .filter(([, directory]) => directory?.startsWith(dataDirectory))
        .map(([name = ""]) => name);
}

/** Processes of this machine whose command line holds a text. */
export function processesWith(text: string): readonly number[] {
    return readdirSync("/proc")
        .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
        .map(Number)
        .filter((pid) => {
            try {
                return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(text);
            } catch {
                return false; // Ended.
            }
        });
}
