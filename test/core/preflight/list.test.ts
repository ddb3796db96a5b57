import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Check, Finding, Row } from "../../../src/core/preflight/finding.ts";
import { Problem } from "../../../src/core/problem.ts";
import { LOCAL, type Place } from "../../../src/core/place.ts";
import { fixLabel, preflightItems, verdictOf } from "../../../src/editor/preflight/preflightItems.ts";
import { type Asked, type PreflightChoice, preflights, type ShowPreflight } from "../../../src/editor/preflight/preflights.ts";
import { runChecks } from "../../../src/editor/preflight/runChecks.ts";
import { trainingChecks } from "../../../src/editor/preflight/trainingChecks.ts";
import type { Sources } from "../../../src/editor/preflight/sources.ts";
import { fakeAsk } from "../fakes/fakeAsk.ts";
import { trainingPlan } from "../fakes/trainingPlan.ts";

const aws: Place = { kind: "aws", profile: "work", region: "us-east-1" };
const signal = new AbortController().signal;
const row = (id: string, finding: Finding<never> | undefined): Row<never> => ({ id, title: id, finding });
const ok = row("a", { light: "ok", sentence: "Fine." });
const check = (id: string, find: Check<never>["find"]): Check<never> => ({ id, title: id, find });

describe("the list of checks", () => {
    it("F20: lets nobody launch while a check runs, or while something must be mended", () => {
        assert.deepEqual(verdictOf([ok, row("b", undefined)], "Launch"), {
            mayLaunch: false,
            label: "$(loading~spin) Launch",
            description: "1 of 2 checks are running",
        });
        const failed = verdictOf([ok, row("b", { light: "fail", sentence: "No." }), row("c", undefined)], "Launch");
        assert.deepEqual([failed.mayLaunch, failed.description], [false, "1 problem to fix first"]);
    });

    it("asks for a decision where there are doubts, and says which", () => {
        const doubtful = verdictOf(
            [ok, row("b", { light: "warn", sentence: "" }), row("c", { light: "unknown", sentence: "" })],
            "Deploy",
        );
        assert.deepEqual(doubtful, { mayLaunch: true, label: "$(warning) Deploy Anyway", description: "1 warning, 1 unknown" });
        assert.equal(verdictOf([ok], "Launch").label, "$(rocket) Launch");
    });

    it("says each light in a word beside its icon, with the first fix, the worst first", () => {
        const fix = { kind: "openPage", label: "Open Quota Page", url: "https://example.com" } as const;
        const items = preflightItems([ok, row("quota", { light: "fail", sentence: "It is 0.", fixes: [fix] })], "Launch");
        assert.deepEqual(
            items.map(({ label, description, detail }) => [label, description, detail].join(" | ")),
            [
                "$(circle-slash) Launch | 1 problem to fix first | ",
                "$(json) Show Request |  | ",
                "$(error) quota | Problem · Open Quota Page | It is 0.",
                "$(pass) a | OK · Fine. | ",
            ],
        );
        assert.equal(items[0]?.act, undefined);
    });

    it("moves no row while answers come, and sorts them once all are there", () => {
        const rows = (...findings: (Finding<never> | undefined)[]) => findings.map((finding, index) => row(`c${index}`, finding));
        const [well, bad] = [
            { light: "ok", sentence: "Fine." },
            { light: "fail", sentence: "No." },
        ] as const;
        const shown = (some: readonly Row<never>[]) =>
            preflightItems(some, "Launch")
                .slice(2)
                .map(({ id, description, detail }) => [id, description, detail].filter(Boolean).join(" | "));
        assert.deepEqual(shown(rows(undefined, undefined, undefined)), ["c0 | Checking…", "c1 | Checking…", "c2 | Checking…"]);
        assert.deepEqual(shown(rows(well, undefined, bad)), ["c0 | OK · Fine.", "c1 | Checking…", "c2 | Problem · No."]);
        assert.deepEqual(shown(rows(well, well, bad)), ["c2 | Problem | No.", "c0 | OK · Fine.", "c1 | OK · Fine."]);
    });
});

describe("runChecks", () => {
    it("runs all at once and shows each answer as it comes", async () => {
        const first = Promise.withResolvers<void>();
        const shown: string[] = [];
        const checks = [
            check("slow", async () => {
                await first.promise;
                return { light: "ok", sentence: "" };
            }),
            check("quick", async () => {
                first.resolve();
                return { light: "warn", sentence: "" };
            }),
        ];
        await runChecks(checks, (rows) => shown.push(rows.map(({ finding }) => finding?.light ?? "-").join()), signal);
        assert.deepEqual(shown, ["-,-", "-,warn", "ok,warn"]);
    });

    it("takes a check that fails for unknown, with its reason, and one without a sign-in for a failure", async () => {
        const remedy = { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" } as const;
        const [broken, denied, expired] = await runChecks(
            [
                check("broken", async () => {
                    throw new TypeError("x is undefined");
                }),
                check("denied", async () => {
                    throw new Problem("accessDenied", "You may not.");
                }),
                check("expired", async () => {
                    throw new Problem("loginExpired", "Sign in again.", { remedy });
                }),
            ],
            () => {},
            signal,
        );
        assert.equal(broken?.finding?.sentence, "This could not be checked: x is undefined");
        assert.deepEqual(denied?.finding, { light: "unknown", sentence: "You may not.", fixes: [] });
        assert.deepEqual(expired?.finding, { light: "fail", sentence: "Sign in again.", fixes: [remedy] });
    });

    it("F11: waits for nobody longer than the deadline, and ends with its signal", async () => {
        const never = check("never", () => new Promise(() => {}));
        const [late] = await runChecks([never], () => {}, signal, 20);
        assert.equal(late?.finding?.light, "unknown");
        const leaving = new AbortController();
        const running = runChecks([never], () => {}, leaving.signal);
        leaving.abort();
        await assert.rejects(running, { name: "AbortError" });
    });
});

/** Nobody is asked anything. */
const refuse = () => Promise.reject(new Error("This was asked."));
const unasked: Sources = {
    identityIn: refuse,
    rolesIn: refuse,
    storeIn: refuse,
    repositoriesIn: refuse,
    imageConfigsIn: refuse,
    quotasIn: refuse,
    pricesIn: refuse,
    budgetUsd: () => 0,
};

describe("the preflight of a launch", () => {
    const decide = (choices: readonly PreflightChoice<never>[], fix = "0", role?: string) => {
        const asked: Asked<unknown>[] = [];
        const remedies: string[] = [];
        const answers = [...choices];
        const show: ShowPreflight = async (one) => {
            asked.push(one);
            return answers.shift();
        };
        const preflight = preflights({
            sources: unasked,
            show,
            ask: fakeAsk({ answers: { fix } }),
            applyRemedy: async (remedy) => void remedies.push(fixLabel(remedy)),
            chooseRole: async () => role,
        });
        return { preflight, asked, remedies };
    };

    it("answers what was decided, for the place that the title names", async () => {
        const { preflight, asked } = decide([{ kind: "showRequest" }]);
        const plan = trainingPlan();
        assert.deepEqual(await preflight.training(plan, { place: aws }, signal), { action: "showRequest", plan });
        assert.equal(asked[0]?.title, "Launch mnist-2026-11-21 on AWS us-east-1 (work)");
        assert.equal(await decide([]).preflight.training(plan, { place: aws }, signal), undefined);
    });

    it("F19: checks anew after a fix, with the plan that it made", async () => {
        const shown: string[] = [];
        const show: ShowPreflight = async (asked) => {
            const rows = await runChecks(asked.checks(signal), () => {}, signal);
            const spot = rows.find(({ id }) => id === "spot")?.finding;
            shown.push(spot?.light ?? "");
            return spot?.fixes === undefined ? { kind: "launch" } : { kind: "fixes", fixes: spot.fixes };
        };
        const preflight = preflights({
            sources: unasked,
            show,
            ask: fakeAsk(),
            applyRemedy: async () => {},
            chooseRole: async () => undefined,
        });
        const plan = trainingPlan({ spot: { maxWaitSeconds: 60 } });
        const answer = await preflight.training(plan, { place: LOCAL }, signal);
        assert.deepEqual(shown, ["fail", "warn", "ok"]);
        assert.deepEqual([answer?.plan.spot?.maxWaitSeconds, answer?.plan.checkpoints !== undefined], [3600, true]);
    });

    it("F55: takes the role that was chosen, and keeps the one before when the user turned back", async () => {
        const fixes = [{ kind: "chooseRole", label: "Choose a Role…" }] as const;
        const chosen = decide([{ kind: "fixes", fixes }, { kind: "launch" }], "0", "arn:aws:iam::123456789012:role/B");
        const answer = await chosen.preflight.training(trainingPlan(), { place: aws }, signal);
        assert.equal(answer?.plan.roleArn, "arn:aws:iam::123456789012:role/B");
        const turned = decide([{ kind: "fixes", fixes }, { kind: "launch" }]);
        assert.equal(
            (await turned.preflight.training(trainingPlan(), { place: aws }, signal))?.plan.roleArn,
            trainingPlan().roleArn,
        );
    });

    it("asks which way where a row has several", async () => {
        const fixes = [
            { kind: "runCommand", label: "Request Increase…", command: "a" },
            { kind: "openPage", label: "Open Quota Page", url: "https://example.com" },
        ] as const;
        const { preflight, remedies } = decide([{ kind: "fixes", fixes }, { kind: "back" }], "1");
        assert.equal((await preflight.training(trainingPlan(), { place: aws }, signal))?.action, "back");
        assert.deepEqual(remedies, ["Open Quota Page"]);
    });

    it("asks nobody but the quotas on this machine", () => {
        const ids = trainingChecks(trainingPlan(), { place: LOCAL }, unasked, signal).map(({ id }) => id);
        assert.deepEqual(ids, ["quota:training job", "request"]);
    });

    it("F56: holds back what would write to a default bucket that may be another account's, and only that", async () => {
        const sources: Sources = {
            ...unasked,
            identityIn: async () => async () => ({ account: "123456789012", arn: "arn", partition: "aws" }),
            storeIn: async () => ({
                bucketRegion: async () => Promise.reject(new Problem("accessDenied", "You may not.")),
                list: refuse,
            }),
        };
        const own = `sagemaker-${aws.region}-123456789012`;
        const plan = trainingPlan({ output: `s3://${own}/jobs`, checkpoints: { uri: "s3://theirs/checkpoints" } });
        const rows = await runChecks(trainingChecks(plan, { place: aws }, sources, signal), () => {}, signal);
        const light = (bucket: string) => rows.find(({ id }) => id === `bucket:${bucket}`)?.finding?.light;
        assert.deepEqual([light(own), light("theirs")], ["fail", "warn"]);
    });

    it("F18: holds the types of the chain against quota and budget, too, and stops no launch for them", async () => {
        const usd: Readonly<Record<string, number>> = { "ml.m5.large": 1, "ml.p3.2xlarge": 4 };
        const sources: Sources = {
            ...unasked,
            quotasIn: async () => ({ forUse: async () => new Map(), forUseNow: refuse, requestIncrease: refuse }),
            pricesIn: async () => ({
                perHour: async (_billed, type) => ({ usd: usd[type] ?? 0, source: "price list", asOf: "2026-11-01" }),
            }),
        };
        const plan = trainingPlan({ instanceType: "ml.m5.large", maxRuntimeSeconds: 3600 });
        const upcoming = { place: aws, fallbackTypes: ["ml.p3.2xlarge"], budgetUsd: 2 };
        const checks = trainingChecks(plan, upcoming, sources, signal);
        const rows = await runChecks(checks, () => {}, signal);
        const finding = (id: string) => rows.find((one) => one.id === id)?.finding;
        assert.equal(finding("cost")?.light, "ok");
        const dear = finding("cost:ml.p3.2xlarge");
        assert.match(`${dear?.light}: ${dear?.sentence}`, /^warn: .*at most \$4\.00 for 1 h\. The budget is \$2\.00/);
        const [fix] = dear?.fixes ?? [];
        assert.ok(fix?.kind === "changePlan");
        assert.deepEqual([fix.plan.instanceType, fix.plan.maxRuntimeSeconds], ["ml.m5.large", 1800]);
        assert.ok(rows.some(({ id }) => id === "quota:training job:ml.p3.2xlarge"));
        assert.ok(rows.some(({ id, title }) => id === "cuda:ml.p3.2xlarge" && title === "CUDA of ml.p3.2xlarge"));
    });
});
