import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Problem } from "../../src/core/problem.ts";
import type { Answer, Invoke } from "../../src/core/request/invocation.ts";
import { MAX_BODY_BYTES } from "../../src/core/request/payload.ts";
import { completedJob, endpointInService, fakePlace, playedSession, runningJob, settle, START } from "./fakes/panel.ts";

const job = { kind: "job", name: "iris-1" } as const;
const endpoint = { kind: "endpoint", name: "iris" } as const;
const csv = new TextEncoder().encode("5.1,3.5");
const send = (requestId: number, body: Uint8Array = csv) => ({ type: "send", requestId, contentType: "text/csv", body });

describe("the panel of a job", () => {
    it("shows status and metrics, and looks again each second while the job trains", async () => {
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.deepEqual(panel.posted[0], {
            type: "subject",
            subject: { place: { kind: "local", region: "us-east-1" }, ...job },
        });
        assert.equal(panel.of("overview").at(-1)?.overview.status, "InProgress · Training");
        const metrics = panel.of("metrics").at(-1)?.metrics;
        assert.equal(metrics?.state, "drawn");
        assert.deepEqual(metrics?.charts[0]?.x, [1, 2]);
        assert.deepEqual(
            panel.rests.map(({ ms }) => ms),
            [1000],
        );
        panel.session.dispose();
    });

    it("says nothing twice, and tells when the job has ended", async () => {
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        const before = panel.posted.length;
        panel.rests[0]?.end();
        await settle();
        assert.equal(place.calls.describeJob, 2);
        assert.equal(panel.posted.length, before);
        place.jobOf.set("iris-1", {
            ...completedJob,
            status: "Failed",
            secondaryStatus: "Failed",
            failureReason: "out of memory",
        });
        panel.rests[1]?.end();
        await settle();
        const overview = panel.of("overview").at(-1)?.overview;
        assert.deepEqual([overview?.status, overview?.mood, overview?.failureReason], ["Failed", "bad", "out of memory"]);
        panel.session.dispose();
    });

    it("tells apart a job without definitions, one that has not matched yet and one that never did", async () => {
        const states = [];
        for (const detail of [{ ...runningJob, metricNames: [] }, runningJob, completedJob]) {
            const place = fakePlace([detail], []);
            const clients = { ...place.clients, metrics: noMetrics };
            const panel = playedSession(job, { clients: async () => clients });
            await panel.session.receive({ type: "ready" });
            await settle();
            states.push(panel.of("metrics").at(-1)?.metrics.state);
            panel.session.dispose();
        }
        assert.deepEqual(states, ["undefined", "waiting", "none"]);
    });

    it("reads metrics for two minutes after the end, and then no more", async () => {
        let now = START;
        const place = fakePlace([completedJob], []);
        const panel = playedSession(job, { clients: async () => place.clients, now: () => now });
        await panel.session.receive({ type: "ready" });
        for (const [index, minutes] of [1, 3, 4, 5].entries()) {
            await settle();
            now = new Date(START.getTime() + minutes * 60_000);
            panel.rests[index]?.end();
        }
        await settle();
        assert.equal(place.calls.describeJob, 5);
        const ofJob = place.calls.readMetrics.filter(({ queries }) => queries.some(({ name }) => name === "train_loss"));
        assert.deepEqual([ofJob.length, place.calls.readMetrics.length], [3, 6]);
        panel.session.dispose();
    });

    it("shows what its instance did, each core and GPU counted by itself", async () => {
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        const activity = panel.of("activity").at(-1)?.activity;
        assert.deepEqual([activity?.kind, activity?.state, activity?.look], ["job", "drawn", undefined]);
        assert.deepEqual(activity?.charts.map(({ title, xLabel }) => [title, xLabel])[0], ["CPU (100 % is one core)", "time"]);
        const asked = place.calls.readMetrics.at(-1)?.queries.map(({ namespace, dimensions }) => [namespace, dimensions]);
        assert.deepEqual(asked?.[0], ["/aws/sagemaker/TrainingJobs", { Host: "iris-1/algo-1" }]);
        panel.session.dispose();
    });

    it("reads metrics of AWS once a minute at most, and at once when the job has ended", async () => {
        let now = START;
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients, now: () => now, metricsMs: 60_000 });
        await panel.session.receive({ type: "ready" });
        const readings: number[] = [];
        for (const [index, seconds] of [10, 59, 60, 70].entries()) {
            await settle();
            readings.push(place.calls.readMetrics.length);
            now = new Date(START.getTime() + seconds * 1000);
            panel.rests[index]?.end();
        }
        await settle();
        assert.deepEqual([...readings, place.calls.readMetrics.length], [2, 2, 2, 4, 4]);
        place.jobOf.set("iris-1", completedJob);
        panel.rests[4]?.end();
        await settle();
        assert.equal(place.calls.readMetrics.length, 6);
        panel.session.dispose();
    });

    it("offers the way out of a trouble, such as to sign in", async () => {
        const remedy = { kind: "runCommand", label: "Sign In", command: "rustSagemaker.account.signIn" } as const;
        const problem = new Problem("accessDenied", "The sign-in of profile dev has expired.", { remedy });
        const place = fakePlace([runningJob], []);
        const jobs = { describe: async () => Promise.reject(problem) };
        const panel = playedSession(job, { clients: async () => ({ ...place.clients, jobs }) });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.deepEqual(panel.of("trouble"), [{ type: "trouble", message: problem.message, remedy: "Sign In" }]);
        await panel.session.receive({ type: "followTrouble" });
        assert.deepEqual(panel.asked, [["follow", remedy]]);
        panel.session.dispose();
    });

    it("goes on without the metrics that it may not read", async () => {
        const place = fakePlace([runningJob], []);
        const metrics = { read: async () => Promise.reject(new Problem("accessDenied", "You may not read metrics.")) };
        const clients = { ...place.clients, metrics };
        const panel = playedSession(job, { clients: async () => clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.equal(panel.of("overview").at(-1)?.overview.status, "InProgress · Training");
        assert.deepEqual(panel.of("metrics").at(-1)?.metrics.state, "failed");
        const { state, message } = panel.of("activity").at(-1)?.activity ?? {};
        assert.deepEqual([state, message], ["failed", "You may not read metrics."]);
        panel.session.dispose();
    });

    it("finds the endpoints that serve its model, looking into each once", async () => {
        const other = { ...endpointInService, name: "other", arn: "arn:other", modelArtifact: "s3://b/x/output/model.tar.gz" };
        const place = fakePlace([completedJob], [endpointInService, other]);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.deepEqual(panel.of("overview").at(-1)?.overview.related, [
            { kind: "endpoint", name: "iris", status: "InService" },
        ]);
        panel.rests[0]?.end();
        await settle();
        assert.equal(place.calls.describeEndpoint, 2);
        panel.session.dispose();
    });

    it("deploys the job it shows, and opens the panel of an endpoint in the same place", async () => {
        const place = fakePlace([completedJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "deploy" });
        assert.deepEqual(panel.asked, [], "before the job was read there is nothing to deploy");
        await panel.session.receive({ type: "ready" });
        await settle();
        await panel.session.receive({ type: "deploy" });
        await panel.session.receive({ type: "openPanel", kind: "endpoint", name: "iris" });
        const local = { kind: "local", region: "us-east-1" };
        assert.deepEqual(panel.asked, [
            ["deploy", { place: local, ...job }, completedJob],
            ["openPanel", { place: local, ...endpoint }],
        ]);
        panel.session.dispose();
    });
});

const noMetrics = {
    read: async (queries: readonly unknown[]) => ({ periodSeconds: 60, points: queries.map(() => ({ times: [], values: [] })) }),
};

describe("the panel of an endpoint", () => {
    it("shows requests, latency and instances over the time that one chooses", async () => {
        const place = fakePlace([completedJob], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        const titles = () =>
            panel
                .of("activity")
                .at(-1)
                ?.activity.charts.map(({ title }) => title);
        assert.deepEqual(titles()?.slice(0, 4), [
            "Invocations per minute",
            "Errors per minute",
            "Latency (ms)",
            "CPU (100 % is one core)",
        ]);
        await panel.session.receive({ type: "look", hours: 168, latency: "percentiles" });
        await settle();
        const { queries, span } = place.calls.readMetrics.at(-1) ?? assert.fail("nothing was read");
        assert.equal(span.to.getTime() - span.from.getTime(), 168 * 3_600_000);
        const latencies = queries.filter(({ name }) => name === "ModelLatency").map(({ statistic }) => statistic);
        assert.deepEqual(latencies, ["p50", "p90", "p99"]);
        assert.deepEqual(panel.of("activity").at(-1)?.activity.look, { hours: 168, latency: "percentiles" });
        await assert.rejects(panel.session.receive({ type: "look", hours: 2, latency: "average" }));
        panel.session.dispose();
    });

    it("shows the metrics of the job that made its model", async () => {
        const place = fakePlace([completedJob], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.equal(panel.of("metrics").at(-1)?.metrics.job, "iris-1");
        const overview = panel.of("overview").at(-1)?.overview;
        assert.equal(overview?.invocable, true);
        assert.deepEqual(overview?.related, [{ kind: "job", name: "iris-1", status: undefined }]);
        panel.session.dispose();
    });

    it("works without that job when it is gone", async () => {
        const place = fakePlace([], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.deepEqual(panel.of("overview").at(-1)?.overview.related, []);
        assert.deepEqual(panel.of("metrics"), []);
        panel.session.dispose();
    });

    it("works without that job when it may not be looked at", async () => {
        const place = fakePlace([completedJob], [endpointInService]);
        const jobs = { describe: () => Promise.reject(new Problem("accessDenied", "It is not allowed.")) };
        const panel = playedSession(endpoint, { clients: async () => ({ ...place.clients, jobs }) });
        await panel.session.receive({ type: "ready" });
        await settle();
        assert.equal(panel.of("overview").at(-1)?.overview.invocable, true);
        assert.equal(panel.of("trouble").at(-1)?.message, undefined);
        panel.session.dispose();
    });

    it("asks for its config and model once, and with each further look for its state alone", async () => {
        const place = fakePlace([], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        place.endpointOf.set("iris", { ...endpointInService, status: "Updating" });
        panel.session.refresh();
        await settle();
        assert.equal(panel.of("overview").at(-1)?.overview.status, "Updating");
        assert.deepEqual([place.calls.describeEndpoint, place.calls.describeEndpointAgain], [1, 1]);
        panel.session.dispose();
    });

    it("says so when the endpoint was deleted while the panel is open", async () => {
        const place = fakePlace([], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        place.endpointOf.clear();
        panel.session.refresh();
        await settle();
        const overview = panel.of("overview").at(-1)?.overview;
        assert.deepEqual([overview?.deleted, overview?.invocable], [true, false]);
        panel.session.dispose();
    });

    it("says that the place cannot be reached, once, and takes it back when it can", async () => {
        const place = fakePlace([], [endpointInService]);
        let up = false;
        const clients = async () => (up ? place.clients : Promise.reject(new Error("connection refused")));
        const panel = playedSession(endpoint, { clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        panel.rests[0]?.end();
        await settle();
        up = true;
        panel.rests[1]?.end();
        await settle();
        assert.deepEqual(
            panel.of("trouble").map(({ message }) => message),
            ["connection refused", undefined],
        );
        panel.session.dispose();
    });
});

describe("a refresh", () => {
    it("ends the rest between two looks", async () => {
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        panel.session.refresh();
        await settle();
        assert.equal(place.calls.describeJob, 2);
        panel.session.dispose();
    });

    it("lets a look that is under way come to its end, and looks once more", async () => {
        const place = fakePlace([runningJob], []);
        const waiting: (() => void)[] = [];
        const clients = async () => {
            await new Promise<void>((resolve) => waiting.push(resolve));
            return place.clients;
        };
        const panel = playedSession(job, { clients });
        await panel.session.receive({ type: "ready" });
        panel.session.refresh();
        panel.session.refresh();
        assert.equal(waiting.length, 1);
        waiting[0]?.();
        await settle();
        assert.equal(panel.of("overview").at(-1)?.overview.status, "InProgress · Training");
        assert.equal(waiting.length, 2);
        waiting[1]?.();
        await settle();
        assert.equal(panel.rests.length, 1);
        panel.session.dispose();
    });
});

describe("a panel that is hidden and shown again", () => {
    it("reads nothing while it is hidden", async () => {
        const place = fakePlace([runningJob], []);
        const panel = playedSession(job, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        panel.session.hide();
        panel.session.refresh();
        await settle();
        assert.equal(place.calls.describeJob, 1);
        assert.equal(panel.rests.length, 1);
    });

    it("gets what was known at once, and the answer that came meanwhile", async () => {
        const place = fakePlace([], [endpointInService]);
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive({ type: "ready" });
        await settle();
        await panel.session.receive(send(3));
        panel.session.hide();
        panel.posted.length = 0;
        await panel.session.receive({ type: "ready" });
        assert.equal(panel.of("overview")[0]?.overview.status, "InService");
        assert.equal(panel.of("answer")[0]?.requestId, 3);
        panel.session.dispose();
    });

    it("learns that a request is still on its way, and for how long", async () => {
        let now = START;
        const place = fakePlace([], [endpointInService]);
        const clients = { ...place.clients, invoke: () => new Promise<Answer>(() => {}) };
        const panel = playedSession(endpoint, { clients: async () => clients, now: () => now });
        void panel.session.receive(send(4));
        now = new Date(START.getTime() + 2500);
        await panel.session.receive({ type: "ready" });
        assert.deepEqual(panel.of("sending").at(-1), { type: "sending", requestId: 4, elapsedMs: 2500 });
        panel.session.dispose();
    });
});

describe("a request to a model that is being loaded", () => {
    it("F76: says so until the answer comes, also to a page that was hidden", async () => {
        const { clients } = fakePlace([], [endpointInService]);
        const loading = Promise.withResolvers<void>();
        const answer = Promise.withResolvers<Answer>();
        const invoke: Invoke = ({ onLoading }) => {
            onLoading?.();
            loading.resolve();
            return answer.promise;
        };
        const panel = playedSession(endpoint, { clients: async () => ({ ...clients, invoke }), now: () => START });
        void panel.session.receive(send(5));
        await loading.promise;
        await panel.session.receive({ type: "ready" });
        const sending = { type: "sending", requestId: 5, elapsedMs: 0 };
        const isLoading = true;
        assert.deepEqual(panel.of("sending"), [sending, { ...sending, isLoading }, { ...sending, isLoading }]);
        panel.session.dispose();
    });
});

describe("a request", () => {
    const place = fakePlace([], [endpointInService]);
    const failing = (error: Error) => async () => ({ ...place.clients, invoke: () => Promise.reject(error) });

    it("reaches the model with its bytes, and the model's answer comes back under its number", async () => {
        const panel = playedSession(endpoint, { clients: async () => place.clients });
        await panel.session.receive(send(7));
        assert.deepEqual(
            panel.posted.map(({ type }) => type),
            ["sending", "answer"],
        );
        assert.deepEqual(panel.of("answer")[0]?.answer.body, csv);
    });

    it("that the model refuses is answered, not failed", async () => {
        const answer: Answer = { from: "model", status: 400, contentType: "text/plain", headers: {}, body: csv, latencyMs: 1 };
        const clients = { ...place.clients, invoke: async () => answer };
        const panel = playedSession(endpoint, { clients: async () => clients });
        await panel.session.receive(send(8));
        assert.deepEqual(panel.posted.at(-1), { type: "answer", requestId: 8, answer });
    });

    it("that the service refuses fails in words, with the way out that the problem knows", async () => {
        const remedy = { kind: "openSetting", label: "Open Settings", key: "x" } as const;
        const panel = playedSession(endpoint, { clients: failing(new Problem("wrongState", "It is being made.", { remedy })) });
        await panel.session.receive(send(9));
        assert.deepEqual(panel.posted.at(-1), {
            type: "failure",
            requestId: 9,
            message: "It is being made.",
            remedy: "Open Settings",
        });
        await panel.session.receive({ type: "followRemedy", requestId: 9 });
        await panel.session.receive({ type: "followRemedy", requestId: 10 });
        assert.deepEqual(panel.asked, [["follow", remedy]]);
    });

    it("with a body above the limit is not sent", async () => {
        const panel = playedSession(endpoint, { clients: failing(new Error("it was sent")) });
        await panel.session.receive(send(1, new Uint8Array(MAX_BODY_BYTES + 1)));
        const failure = panel.of("failure")[0];
        assert.match(failure?.message ?? "", /^The body has 6,291,457 bytes/);
        assert.equal(failure?.remedy, undefined);
    });

    it("can be given up", async () => {
        const invoke = (_: unknown, signal: AbortSignal) =>
            new Promise<Answer>((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
        const panel = playedSession(endpoint, { clients: async () => ({ ...place.clients, invoke }) });
        const sent = panel.session.receive(send(2));
        await settle();
        await panel.session.receive({ type: "cancel", requestId: 1 });
        assert.equal(panel.posted.length, 1, "another request's number cancels nothing");
        await panel.session.receive({ type: "cancel", requestId: 2 });
        await sent;
        assert.deepEqual(panel.posted.at(-1), { type: "cancelled", requestId: 2 });
    });

    it("that is answered after the panel was closed posts nothing", async () => {
        let answered: (answer: Answer) => void = () => {};
        const invoke = () => new Promise<Answer>((resolve) => (answered = resolve));
        const panel = playedSession(endpoint, { clients: async () => ({ ...place.clients, invoke }) });
        const sent = panel.session.receive(send(5));
        await settle();
        panel.session.dispose();
        panel.posted.length = 0;
        answered({ from: "model", status: 200, contentType: "text/csv", headers: {}, body: csv, latencyMs: 1 });
        await sent;
        assert.deepEqual(panel.posted, []);
    });
});

describe("the body of a request", () => {
    const place = fakePlace([], [endpointInService]);
    const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);
    const base = { clients: async () => place.clients };
    const documents = {
        editorText: () => undefined,
        chooseFile: async () => undefined,
        save: async () => {},
        open: async () => {},
    };

    it("can be a saved example, whose picture is shown when it is one", async () => {
        const examples = async () => [
            { name: "boot.png", contentType: "image/png", body: png },
            { name: "fake.png", contentType: "image/png", body: csv },
        ];
        const panel = playedSession(endpoint, { ...base, examples });
        await panel.session.receive({ type: "ready" });
        assert.deepEqual(panel.of("examples")[0]?.examples, [
            { name: "boot.png", contentType: "image/png", size: 9, picture: png },
            { name: "fake.png", contentType: "image/png", size: 7, picture: undefined },
        ]);
        await panel.session.receive({ type: "useExample", index: 0 });
        await panel.session.receive({ type: "useExample", index: 2 });
        assert.deepEqual(panel.of("body"), [{ type: "body", name: "boot.png", contentType: "image/png", body: png }]);
        panel.session.dispose();
    });

    it("reaches the page as plain bytes, whatever class its bytes were read as", async () => {
        class BlobOfAnSdk extends Uint8Array {}
        const examples = async () => [{ name: "boot.png", contentType: "image/png", body: Buffer.from(png) }];
        const answer = { from: "model", status: 200, contentType: "image/png", headers: {}, latencyMs: 1 } as const;
        const invoke = async () => ({ ...answer, body: new BlobOfAnSdk(png) });
        const panel = playedSession(endpoint, { clients: async () => ({ ...place.clients, invoke }), examples });
        await panel.session.receive({ type: "ready" });
        await panel.session.receive({ type: "useExample", index: 0 });
        await panel.session.receive(send(1));
        const sent = [
            panel.of("examples")[0]?.examples[0]?.picture,
            panel.of("body")[0]?.body,
            panel.of("answer")[0]?.answer.body,
        ];
        assert.deepEqual(sent, [png, png, png]);
        assert.deepEqual(
            sent.map((bytes) => bytes?.constructor),
            [Uint8Array, Uint8Array, Uint8Array],
        );
        panel.session.dispose();
    });

    it("can be an editor's text, with the content type of its file", async () => {
        const editorText = () => ({ name: "row.csv", languageId: "plaintext", text: "5.1,3.5" });
        const panel = playedSession(endpoint, { ...base, documents: { ...documents, editorText } });
        await panel.session.receive({ type: "useEditor" });
        assert.deepEqual(panel.posted, [{ type: "body", name: "row.csv", contentType: "text/csv", body: csv }]);
    });

    it("is asked for in words when no editor is open", async () => {
        const panel = playedSession(endpoint, base);
        await panel.session.receive({ type: "useEditor" });
        assert.match(panel.of("notice")[0]?.message ?? "", /^No text editor was used yet/);
    });

    it("can be a file, and is given again to a page that could not keep it", async () => {
        const chooseFile = async () => ({ name: "weights.bin", body: png });
        const panel = playedSession(endpoint, { ...base, documents: { ...documents, chooseFile } });
        await panel.session.receive({ type: "recallBody" });
        assert.equal(panel.posted[0]?.type, "notice");
        await panel.session.receive({ type: "chooseFile" });
        await panel.session.receive({ type: "recallBody" });
        const body = { type: "body", name: "weights.bin", contentType: "application/octet-stream", body: png } as const;
        assert.deepEqual(panel.of("body"), [body, body]);
    });

    it("of an answer is saved under a name that fits its content type", async () => {
        const panel = playedSession(endpoint, base);
        await panel.session.receive({ type: "saveAnswer", contentType: "application/json", body: csv });
        assert.deepEqual(panel.asked, [["save", "answer.json", csv]]);
    });
});

describe("a message that no page of ours sends", () => {
    it("is refused", async () => {
        const panel = playedSession(endpoint, { clients: async () => fakePlace([], []).clients });
        for (const raw of [undefined, "ready", { type: "format disk" }, { ...send(1), body: "text" }, { ...send(1.5) }]) {
            await assert.rejects(panel.session.receive(raw), { name: "$ZodError" });
        }
        assert.deepEqual(panel.posted, []);
    });
});
