import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connections } from "../../src/adapters/aws/connections.ts";
import { fileJournal } from "../../src/adapters/journal/fileJournal.ts";
import { cargo } from "../../src/adapters/cargo/cargo.ts";
import { localServer } from "../../src/adapters/localServer/localServer.ts";
import { bytesOf, filesUnder, sha256Of } from "../../src/adapters/workspace/files.ts";
import { readProject } from "../../src/adapters/workspace/project.ts";
import { LOCK_FILE } from "../../src/core/localServer.ts";
import { LOCAL, LOCAL_ROLE } from "../../src/core/place.ts";
import type { Project } from "../../src/core/workspace/project.ts";
import type { Launch } from "../../src/editor/commands/launch/launchSteps.ts";
import { pushProcessImage } from "../../src/editor/commands/image/pushProcessImage.ts";
import { prepareLaunch } from "../../src/editor/commands/launch/prepareLaunch.ts";
import { readyToLaunch } from "../../src/editor/commands/launch/readyToLaunch.ts";
import { startLaunch } from "../../src/editor/commands/launch/startLaunch.ts";
import { startTraining } from "../../src/editor/commands/launch/startTraining.ts";
import { recordedUrl } from "../host/aws/recorded.ts";

const never = new AbortController().signal;

type BuildImage = Parameters<typeof startLaunch>[0]["build"]["container"];

/** Everything of the extension but its windows, with a Local SageMaker of its own; `container` builds images where a test needs some. */
export async function startPlace(
    program = "src/local/main.ts",
    container: BuildImage = async () => Promise.reject(new Error("No test here builds images.")),
) {
    const root = mkdtempSync(path.join(os.tmpdir(), "rs-place-"));
    const dataDirectory = path.join(root, "Ada's data");
    const server = localServer({
        program: path.resolve(program),
        dataDirectory: () => dataDirectory,
        engine: () => "",
        log: () => {},
    });
    const connected = connections(async () => recordedUrl(await server.url()));
    const [jobs, endpoints] = [await connected.jobsIn(LOCAL), await connected.endpointsIn(LOCAL)];
    const sha256OfText = (text: string) => createHash("sha256").update(text).digest("hex");
    const hashed = { place: LOCAL, storeIn: connected.storeIn, sha256Of, sha256OfText };
    const push = pushProcessImage({
        ...hashed,
        cargo: cargo(() => "cargo"),
        diagnostics: { begin() {}, add() {} },
        logLine() {},
    });
    const journal = fileJournal({ directory: path.join(root, "operations"), now: () => new Date(), warn() {} });
    const start = startTraining({
        jobsIn: connected.jobsIn,
        journal,
        roleMadeAt: async () => undefined,
        now: Date.now,
        rest: async (ms, signal) => sleep(ms, undefined, { signal }),
        tell() {},
        retryLater: async () => false,
        onLeft() {},
        sha256OfText,
    });
    const prepare = prepareLaunch({ ...hashed, ...connected, roleArn: () => LOCAL_ROLE, bytesOf, filesUnder });
    const run = startLaunch({
        ...hashed,
        build: { process: (project, _type, report, signal) => push(project, report, signal), container },
        start,
    });
    const ready = readyToLaunch({ ...hashed, ask: { confirm: async () => false } });
    return {
        ...connected,
        server,
        jobs,
        endpoints,
        dataDirectory,
        pid: (): number => JSON.parse(readFileSync(path.join(dataDirectory, LOCK_FILE), "utf8")).pid,
        /** A copy of the moody crate, in a folder as a user may have called it. */
        async moody() {
            const folder = path.join(root, `it's a "crâte" 日本`);
            cpSync("test/fixtures/moody", folder, { recursive: true, filter: (file) => !file.includes("target") });
            const [crate] = await cargo(() => "cargo").crates(path.join(folder, "Cargo.toml"), never);
            if (crate === undefined) {
                throw new Error("The moody crate is not there.");
            }
            return readProject(crate);
        },
        async launch(
            project: Project,
            jobName: string,
            hyperparameters: Record<string, string>,
            image: Launch["image"] = "process",
            signal = never,
        ) {
            const channels = new Map([["training", path.join(project.crate.directory, "data")]]);
            const { instanceType } = project.file.training;
            const options = { fallbackTypes: [], metrics: project.file.training.metrics };
            const launch = { jobName, image, channels, instanceType, instanceCount: 1, options, hyperparameters };
            const prepared = await prepare(project, { ...launch, maxRuntimeSeconds: 600 }, () => {}, signal);
            await ready(prepared, prepared.plan, signal);
            await run(prepared, prepared.plan, () => {}, signal);
        },
        async stop() {
            await server.stop();
            rmSync(root, { recursive: true, force: true, maxRetries: 5 });
        },
    };
}

/** Asks again and again until an answer is as wanted. */
export async function until<T>(ask: () => Promise<T>, isWanted: (answer: T) => boolean, seconds = 20): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (isWanted(answer)) {
            return answer;
        }
        if (Date.now() > deadline) {
            throw new Error(`It did not happen in ${seconds} s: ${JSON.stringify(answer)}`);
        }
        await sleep(25);
    }
}
