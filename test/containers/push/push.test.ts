import assert from "node:assert/strict";
import { existsSync, globSync, lstatSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { pushImage } from "../../../src/adapters/engine/push.ts";
import type { ImageRepository } from "../../../src/core/image/push/imageRepositories.ts";
import { progressText, pushProgress } from "../../../src/core/image/push/pushProgress.ts";
import { pushToRepository, type PushTarget } from "../../../src/core/image/push/pushToRepository.ts";
import { settlePush } from "../../../src/core/image/push/settlePush.ts";
import { requestsTo, setFaults } from "../ecr/control.ts";
import { ENCODED, never, PASSWORD, setUpUser, type User } from "./pushing.ts";

describe("a push to ECR", () => {
    let user: User;
    before(async () => {
        user = await setUpUser();
    });
    after(() => user.end());

    /** Pushes without resting between attempts, and keeps what was printed. */
    async function push(to: PushTarget, signal = never) {
        const printed: string[] = [];
        const rests: number[] = [];
        const { engine, repositories } = user;
        const needs = {
            engine,
            repositories,
            rest: async (ms: number) => void rests.push(ms),
            output: (text: string) => void printed.push(text),
        };
        user.references.push(`${to.repository.uri}:${to.tag}`);
        const digest = await pushToRepository(needs, to, signal);
        return { digest, printed: printed.join(""), rests };
    }

    async function fresh(over: { layers?: number[]; isTagImmutable?: boolean } = {}): Promise<PushTarget> {
        const image = await user.image(over.layers === undefined ? {} : { layers: over.layers });
        return { image, repository: await user.repository(over.isTagImmutable), tag: "v1" };
    }

    it("is read back as SageMaker takes it, and is known to the engine by the digest that names it", async () => {
        const to = await fresh();
        const { digest, printed } = await push(to);
        const settled = await settlePush(
            { repositories: user.repositories, confirmRepair: async () => false },
            { ...to, digest, wanted: "linux/amd64" },
            never,
        );
        assert.equal(settled.uri, `${to.repository.uri}@${digest}`);
        assert.deepEqual([settled.verdict.platform, settled.verdict.notes, settled.isRepaired], ["linux/amd64", [], false]);
        assert.equal(progressText(pushProgress()(printed)), "2 of 2 layers");
        // The engine knows the image under that name now; what it is for the rest of the world is the registry's business.
        assert.equal((await user.engine.inspect(settled.uri, never))?.id, to.image.id);
        const [listed] = await user.repositories.images(to.repository.name, never);
        assert.deepEqual([listed?.digest, listed?.tags], [digest, ["v1"]]);
    });

    it("sends no layer twice, and says which were there", async () => {
        const to = await fresh();
        await push(to);
        const { printed } = await push({ ...to, tag: "v2" });
        assert.equal(progressText(pushProgress()(printed)), "2 of 2 layers, 2 were there");
    });

    it("keeps the password out of arguments, environments and every file but its own, and leaves nothing of it", async () => {
        const to = await fresh({ layers: [3_000_000] });
        const configuration = readFileSync(path.join(user.folder, "docker/config.json"), "utf8");
        await setFaults({ slow: 300 }, to.repository.name);
        const pushing = push(to);
        const seen = await watched(pushing, to.repository);
        assert.ok(seen.pushes > 0, "the push was seen");
        assert.deepEqual(seen.leaks, []);
        assert.ok(seen.files > 0, "the private configuration was seen");
        await pushing;
        assert.deepEqual(user.loginsLeft(), []);
        assert.deepEqual(filesWithPassword(user.folder), []);
        assert.equal(readFileSync(path.join(user.folder, "docker/config.json"), "utf8"), configuration);
    });

    /** Looks at all processes and at the user's files until the push has ended. */
    async function watched(pushing: Promise<unknown>, repository: ImageRepository) {
        const seen = { pushes: 0, files: 0, leaks: [] as string[] };
        const over = new AbortController();
        void pushing.catch(() => undefined).finally(() => over.abort());
        while (!over.signal.aborted) {
            for (const file of globSync("/proc/[0-9]*/{cmdline,environ}")) {
                const text = readable(file);
                seen.pushes += text.includes(`push\0${repository.uri}`) ? 1 : 0;
                if (text.includes(PASSWORD) || text.includes(ENCODED)) {
                    seen.leaks.push(file);
                }
            }
            for (const file of filesWithPassword(user.folder)) {
                const isPrivate = (statSync(file).mode & 0o77) === 0 && (statSync(path.dirname(file)).mode & 0o77) === 0;
                seen.files++;
                if (!isPrivate || !user.loginsLeft().some((name) => file.includes(`/${name}/`))) {
                    seen.leaks.push(file);
                }
            }
            await sleep(20);
        }
        return seen;
    }

    it("logs in once more when the login expires between two layers", async () => {
        const to = await fresh({ layers: [200_000, 200_000, 200_000] });
        await setFaults({ expireAfterBlobs: 1 }, to.repository.name);
        const { printed } = await push(to);
        assert.match(printed, /login has expired/);
        assert.equal((await user.repositories.images(to.repository.name, never)).length, 1);
    });

    it("survives a registry that closes connections in the middle of a layer, and one that fails now and then", async () => {
        for (const faults of [{ closeMidLayer: 1 }, { failures: 2 }]) {
            const to = await fresh({ layers: [400_000] });
            await setFaults(faults, to.repository.name);
            const { digest } = await push(to);
            assert.equal((await user.repositories.manifest(to.repository.name, "v1", never))?.digest, digest);
        }
    });

    it("waits for a slow registry", async () => {
        const to = await fresh();
        await setFaults({ slow: 1000 }, to.repository.name);
        await push(to);
    });

    it("says so when the registry refuses every connection, and takes the name for the push back", async () => {
        const to = await fresh({ layers: [1000] });
        await setFaults({ refuse: true }, to.repository.name);
        // Docker itself tries each layer five times, which takes most of a minute; how often we do is tested elsewhere.
        const engine = { ...user.engine, push: once(user.engine.push) };
        const needs = { ...user, engine, rest: async () => {}, output: () => {} };
        await assert.rejects(pushToRepository(needs, to, never), { code: "registryUnreachable", message: /push again/ });
        assert.deepEqual(user.loginsLeft(), []);
        assert.deepEqual((await user.engine.inspect(to.image.id, never))?.tags, to.image.tags);
    });

    it("says so when nothing listens there, or nobody knows the name: another account or region", async () => {
        const { id } = await user.image();
        for (const registry of ["127.0.0.1:1", "999999999999.dkr.ecr.eu-west-1.amazonaws.com"]) {
            const reference = `${registry}/x:v1`;
            user.references.push(reference);
            await user.engine.tag(id, reference, never);
            const login = { registry, username: "AWS", password: PASSWORD };
            await assert.rejects(
                user.engine.push(reference, login, () => {}, never),
                { code: "registryUnreachable" },
            );
        }
    });

    it("says so when the registry does not take the login", async () => {
        const { image, repository } = await fresh();
        const reference = `${repository.uri}:v1`;
        user.references.push(reference);
        await user.engine.tag(image.id, reference, never);
        const login = { registry: user.host, username: "AWS", password: "an-old-one" };
        await assert.rejects(
            user.engine.push(reference, login, () => {}, never),
            (error: Error) => {
                assert.match(error.message, /did not take the login/);
                assert.ok(!`${error.message} ${String(error.cause)}`.includes("an-old-one"));
                return true;
            },
        );
    });

    it("says so when the repository is missing", async () => {
        const { image, repository } = await fresh();
        const missing = { ...repository, name: `${repository.name}-gone`, uri: `${repository.uri}-gone` };
        await assert.rejects(push({ image, repository: missing, tag: "v1" }), {
            code: "repositoryMissing",
            message: /There is no repository push\/.*-gone in ECR of account 123456789012 in us-east-1/,
        });
    });

    it("counts an image as pushed that is there under a tag that cannot be written over, and refuses another one", async () => {
        const to = await fresh({ isTagImmutable: true });
        const { digest } = await push(to);
        assert.equal((await push(to)).digest, digest);
        const other = await user.image();
        const sent = (await requestsTo(to.repository.name)).length;
        await assert.rejects(push({ ...to, image: other }), { code: "tagTaken" });
        assert.equal((await requestsTo(to.repository.name)).length, sent, "nothing was uploaded in vain");
        // The same when the tag was taken only after it had been looked at.
        const blind = { ...to, repository: { ...to.repository, isTagImmutable: false } };
        assert.equal((await push(blind)).digest, digest);
        await assert.rejects(push({ ...blind, image: other }), { code: "tagTaken" });
    });

    it("is refused afterwards when the image is for another architecture", async () => {
        const image = await user.image({ platform: "linux/arm64" });
        const to = { image, repository: await user.repository(), tag: "v1" };
        const { digest } = await push(to);
        const settling = settlePush(
            { repositories: user.repositories, confirmRepair: async () => true },
            { ...to, digest, wanted: "linux/amd64" },
            never,
        );
        await assert.rejects(settling, { code: "imageRefused", message: /built for linux\/arm64/ });
    });

    it("leaves no process and no login when it is cancelled in the middle", async () => {
        const to = await fresh({ layers: [3_000_000] });
        await setFaults({ slow: 2000 }, to.repository.name);
        const cancelled = new AbortController();
        const pushing = push(to, cancelled.signal);
        const ended = assert.rejects(pushing, { name: "AbortError" });
        while (!commandLines().some((line) => line.includes(`\0push\0${to.repository.uri}`))) {
            await sleep(20);
        }
        assert.equal(user.loginsLeft().length, 1);
        cancelled.abort();
        await ended;
        assert.deepEqual(user.loginsLeft(), []);
        assert.deepEqual(
            commandLines().filter((line) => line.includes(to.repository.uri)),
            [],
        );
    });

    it("starts nothing for a name that is none, or that is in another registry than the login", async () => {
        const started = path.join(user.folder, "started");
        const program = path.join(user.folder, "docker-that-tells");
        writeFileSync(program, `#!/bin/sh\ntouch '${started}'\n`, { mode: 0o700 });
        const login = { registry: user.host, username: "AWS", password: PASSWORD };
        for (const reference of [
            "--help",
            `${user.host}/x:--tag`,
            `${user.host}/x:v1 --all-tags`,
            `${user.host}/../x:v1`,
            `${user.host}/x;id:v1`,
            `${user.host}/x:v1\n`,
            `${user.host}/x`,
            "registry.example/x:v1",
            "x:v1",
        ]) {
            await assert.rejects(
                pushImage({ kind: "docker", program }, reference, login, () => {}, never),
                { code: "invalidName" },
            );
        }
        assert.equal(existsSync(started), false);
    });
});

/** Answers again as the first time. */
function once<A extends unknown[], T>(call: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
    let answer: Promise<T> | undefined;
    return (...args) => (answer ??= call(...args));
}

function readable(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        return ""; // it ended meanwhile, or belongs to somebody else
    }
}

function commandLines(): readonly string[] {
    return globSync("/proc/[0-9]*/cmdline").map(readable);
}

/** Files that hold a password, as it is or as docker writes it; links are not followed. */
function filesWithPassword(folder: string): readonly string[] {
    return globSync(path.join(folder, "{docker,tmp}/**/*")).filter((file) => {
        const stat = lstatSync(file, { throwIfNoEntry: false });
        const text = stat?.isFile() ? readable(file) : "";
        return text.includes(PASSWORD) || text.includes(ENCODED);
    });
}
