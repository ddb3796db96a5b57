import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, test } from "node:test";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import { CRATE_LABEL } from "../../../src/core/image/imageBuild.ts";
import { isRunning } from "../../../src/core/job/trainingJob.ts";
import { LOCAL } from "../../../src/core/place.ts";
import type { Project } from "../../../src/core/workspace/project.ts";
import { imageBuilder } from "../../../src/editor/image/imageBuilder.ts";
import { deployments } from "../../adapters/deployments.ts";
import { startPlace, until } from "../../adapters/place.ts";
import { removeImages } from "../docker.ts";
import { containerEnvironment } from "../environment.ts";
import { MOODY_DOCKERFILE } from "../moodyDockerfile.ts";
import { containersOf, processesWith } from "./testImages.ts";

const never = new AbortController().signal;
const MARK = "launch-test-sleep";

let place: Awaited<ReturnType<typeof startPlace>>;
let project: Project;

before(async () => {
    place = await startPlace(undefined, async (built, instanceType, report, signal) => {
        return (await builder(built, { purpose: "training", instanceType }, report, signal)).reference;
    });
    project = await place.moody();
    project = { ...project, file: { ...project.file, image: { ...project.file.image, repository: "moody-launch-test" } } };
    await writeDockerfile(MOODY_DOCKERFILE);
});
after(async () => {
    await place.stop(); // Its serve has no handler of SIGTERM, and so has to be killed as a container's first process.
    assert.deepEqual(await containersOf(place.dataDirectory), []);
    await removeImages("reference=moody-launch-test");
});

test("a crate's image is built, trained and served, all under what the build was named by", async () => {
    await place.launch(project, "in-container", { mood: "good" }, "container");
    const job = await ended("in-container");
    assert.equal(job.status, "Completed", job.failureReason);
    assert.match(job.image, /^moody-launch-test@sha256:[0-9a-f]{64}$/);
    assert.ok((await engine.list(CRATE_LABEL, never)).some(({ id }) => job.image.endsWith(id)));

    const { image, modelArtifact, roleArn, instanceType } = job;
    await deployments(place).deploy({ name: "in-container", image, modelArtifact, roleArn, instanceType });
    const endpoint = await until(
        () => place.endpoints.describe("in-container", never),
        ({ status }) => status !== "Creating",
    );
    assert.equal(endpoint.status, "InService", endpoint.failureReason);
    const body = new TextEncoder().encode('{"x":1}');
    const request = { endpointName: "in-container", contentType: "application/json", accept: undefined, body };
    const answer = await (await place.invokeIn(LOCAL))(request, never);
    assert.deepEqual([answer.from, answer.status, new TextDecoder().decode(answer.body)], ["model", 200, '{"x":1}']);
    await deployments(place).delete("in-container");

    await place.launch(project, "again", { mood: "panic" }, { reference: job.image });
    assert.equal((await ended("again")).failureReason, "AlgorithmError: , exit code: 101");
});

test("a launch that is cancelled while its image is built starts no job and leaves nothing running", async () => {
    await writeDockerfile(`FROM debian:bookworm-slim\nRUN sleep 61 && echo ${MARK}\n`);
    const cancelled = new AbortController();
    const launched = place.launch(project, "cancelled", { mood: "good" }, "container", cancelled.signal);
    launched.catch(() => {});
    await until(
        async () => processesWith("sleep 61 && echo"),
        ({ length }) => length > 0,
    );
    cancelled.abort();
    await assert.rejects(launched, { name: "AbortError" });
    await until(
        async () => processesWith(MARK),
        ({ length }) => length === 0,
    );
    assert.ok(!(await place.jobs.list(never)).some(({ name }) => name === "cancelled"));
});

const engine = await findContainerEngine({ path: "", search: containerEnvironment().docker.PATH, forbidden: [] }, never);
const builder = imageBuilder({
    engine: async () => engine,
    readText: async (file) => readFile(file, "utf8").catch(() => undefined),
    sourceOf: async () => undefined,
    secrets: () => new Map(),
    checkSecrets: async () => {},
    checkContext: async () => {},
    viewOf: () => ({ begin() {}, write() {}, end() {} }),
    readBuild: () => ({ write() {}, end: () => [] }),
    now: () => new Date(),
    requireTrust() {},
    onBuilt() {},
});

async function ended(name: string) {
    return until(
        () => place.jobs.describe(name, never),
        (job) => !isRunning(job),
        60,
    );
}

async function writeDockerfile(text: string): Promise<void> {
    await writeFile(path.join(project.crate.directory, "Dockerfile"), text);
}
