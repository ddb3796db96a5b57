import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { build } from "esbuild";
import type { HostingKind } from "../../src/core/endpoint/hosting.ts";
import type { Step } from "../../src/core/journal/operation.ts";
import { parseOperation } from "../../src/core/journal/parseOperation.ts";
import { deployments } from "../adapters/deployments.ts";
import { randomOf } from "../host/aws/faults.ts";
import { temporaryDirectory } from "../local/temporaryDirectory.ts";
import { deploymentOf, planOf, startAwsPlace } from "./awsPlace.ts";
import { nextWindow } from "./crashes/nextWindow.ts";
import type { WindowTask } from "./crashes/window.ts";
import { isFull, report, sized } from "./reliability.ts";

const run = promisify(execFile);
const never = new AbortController().signal;
const KINDS: readonly HostingKind[] = ["model", "endpointConfig", "endpoint"];
/** How many seeds each point is killed with in a full run; a short one takes a few points with one. */
const SEEDS = sized(1, 20);
const SHORT_POINTS = 7;

/** What a window that was killed had written into its journal. */
function stepsIn(directory: string): readonly Step[] {
    return readdirSync(directory)
        .filter((file) => file.endsWith(".json") && !file.startsWith("."))
        .flatMap((file) => parseOperation(readFileSync(path.join(directory, file), "utf8"))?.steps ?? []);
}

describe("R3: a window that is killed", () => {
    let place: Awaited<ReturnType<typeof startAwsPlace>>;
    using folder = temporaryDirectory();
    const program = path.join(folder.path, "window.mjs");
    let runs = 0;
    let kills = 0;
    let wrong = 0;

    before(async () => {
        place = await startAwsPlace();
        await build({
            entryPoints: [path.join(import.meta.dirname, "crashes/window.ts")],
            outfile: program,
            bundle: true,
            platform: "node",
            format: "esm",
            logLevel: "error",
            banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
        });
        await deployments(place.connected, { place: place.place }).deploy(
            withoutHash(deploymentOf("foreign", place.image.reference)),
        );
    });
    after(() => place.stop());

    /** Runs a window until it dies or is done; answers how many points it passed, undefined where it was killed. */
    async function window(directory: string, does: WindowTask["does"], killAt: number): Promise<number | undefined> {
        const task: WindowTask = { place: place.place, directory, does, killAt };
        try {
            const { stdout } = await run(process.execPath, [program, JSON.stringify(task)], { timeout: 60_000 });
            return Number(stdout);
        } catch (error) {
            assert.ok(error instanceof Error && "signal" in error && error.signal === "SIGKILL", String(error));
            kills++;
            return undefined;
        }
    }

    /** Kills one window at each of the chosen points, and lets the next one bring it to its end. */
    async function killedEverywhere(
        does: (name: string) => WindowTask["does"],
        compare: (name: string, asked: readonly string[], answer: string, steps: readonly Step[]) => Promise<void>,
        prepare: (name: string) => Promise<void> = async () => {},
    ): Promise<void> {
        const name = (killAt: number, seed: number) => `r3-${does("x").kind}-${killAt}-${seed}`;
        await prepare(name(0, 0));
        using whole = temporaryDirectory();
        const passed = (await window(whole.path, does(name(0, 0)), 0)) ?? 0;
        assert.ok(passed >= 4, `${passed} points`);
        const all = Array.from({ length: passed }, (_, index) => index + 1);
        for (const killAt of isFull ? all : spread(all, SHORT_POINTS)) {
            for (let seed = 1; seed <= SEEDS; seed++) {
                runs++;
                const one = name(killAt, seed);
                const answer = randomOf(killAt * 1000 + seed)() < 0.5 ? "Resume" : "Remove What Was Made";
                await prepare(one);
                using directory = temporaryDirectory();
                await window(directory.path, does(one), killAt);
                const steps = stepsIn(directory.path);
                const { asked, failures } = await nextWindow(place, directory.path, answer);
                assert.deepEqual(failures, [], `killed at ${killAt}, seed ${seed}`);
                wrong++;
                await compare(one, asked, answer, steps);
                wrong--;
                assert.deepEqual(
                    readdirSync(directory.path).filter((file) => file.endsWith(".json")),
                    [],
                );
                await deployments(place.connected, { place: place.place }).delete(one); // hundreds of endpoints would fill the machine
            }
        }
    }

    const there = async (name: string) => {
        const hosting = await place.connected.hostingIn(place.place);
        const found = await Promise.all(KINDS.map(async (kind) => ((await hosting.find(kind, name, never)) ? [kind] : [])));
        return found.flat();
    };

    it("F43: at any point of a deployment leaves all of it or nothing, as the user decides", async () => {
        await killedEverywhere(
            (name) => ({ kind: "deploy", plan: deploymentOf(name, place.image.reference) }),
            async (name, asked, answer) => {
                const left = await there(name);
                assert.ok(left.length === 0 || left.length === 3, `${name}: ${left.join()}`);
                assert.ok(asked.length <= 1);
                if (asked.length === 1) {
                    assert.equal(left.length, answer === "Resume" ? 3 : 0, `${name} after ${answer}: ${left.join()}`);
                }
            },
        );
    });

    it("F42: at any point of a deployment that goes back after a cancel leaves all of it or nothing", async () => {
        let backs = 0;
        await killedEverywhere(
            (name) => ({ kind: "cancel", plan: deploymentOf(name, place.image.reference) }),
            async (name, asked, _answer, steps) => {
                const left = await there(name);
                assert.ok(left.length === 0 || left.length === 3, `${name}: ${left.join()}`);
                if (steps.at(-1)?.action === "delete") {
                    backs++;
                    assert.deepEqual([left, asked], [[], []], name);
                }
            },
        );
        assert.ok(backs > 0, "some were killed on their way back");
    });

    it("F43: at any point of a deletion leaves nothing of what was to go, and asks nobody", async () => {
        await killedEverywhere(
            (name) => ({ kind: "delete", endpoint: name }),
            async (name, asked) => {
                const left = await there(name);
                assert.ok(left.length === 0 || left.length === 3, `${name}: ${left.join()}`);
                assert.deepEqual(asked, []);
            },
            async (name) => {
                const { operations, ...one } = deployments(place.connected, { place: place.place });
                assert.ok(operations);
                await one.deploy(withoutHash(deploymentOf(name, place.image.reference)));
                const hosting = await place.connected.hostingIn(place.place);
                while ((await hosting.endpoint(name, never))?.status === "Creating") {
                    await new Promise((resolve) => setTimeout(resolve, 20));
                }
            },
        );
    });

    it("F38: at any point of a launch has started one job or none", async () => {
        await killedEverywhere(
            (name) => {
                const { inputs: _inputs, ...plan } = planOf(name, place.image.reference);
                return { kind: "launch", plan };
            },
            async (name) => {
                // A second one would have another name: the service takes none twice.
                const { items } = await (await place.connected.jobsIn(place.place)).page({ nameContains: name }, never);
                const names = items.map((job) => job.name).filter((one) => one === name || one.startsWith(`${name}-`));
                assert.ok(names.length <= 1, names.join());
            },
        );
    });

    it("touches nothing that somebody else made", async () => {
        assert.deepEqual(await there("foreign"), KINDS);
        report("R3", { windows: runs, killed: kills, "left by halves or doubled": wrong });
    });
});

function withoutHash<T extends { readonly specHash: string }>({ specHash: _specHash, ...rest }: T): Omit<T, "specHash"> {
    return rest;
}

/** So many of them, from the first to the last. */
function spread<T>(all: readonly T[], count: number): T[] {
    const step = Math.max(1, (all.length - 1) / (count - 1));
    return Array.from({ length: Math.min(count, all.length) }, (_, index) => all[Math.round(index * step)]).filter(
        (one) => one !== undefined,
    );
}
