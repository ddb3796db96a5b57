import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import { pricing } from "../../../src/adapters/aws/pricing.ts";
import { serviceQuotas } from "../../../src/adapters/aws/serviceQuotas.ts";
import { quotaChecks } from "../../../src/editor/preflight/instanceChecks.ts";
import { type AwsStandIn, startAws } from "../../host/aws/awsStandIn.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { type ServerProcess, startServerProcess } from "../../local/serverProcess.ts";

const signal = () => AbortSignal.timeout(30_000);

describe("what AWS says of instance types", () => {
    let aws: AwsStandIn;
    let server: ServerProcess;
    let folder: string;
    let restore: () => void;

    before(async () => {
        folder = mkdtempSync(path.join(tmpdir(), "instances-"));
        const quotas = path.join(folder, "quotas.json");
        const prices = path.join(folder, "prices.json");
        writeFileSync(quotas, JSON.stringify({ "ml.g5.xlarge for training job usage": 2, "ml.g5.xlarge for endpoint usage": 0 }));
        writeFileSync(
            prices,
            JSON.stringify({
                "us-east-1": { Training: { "ml.g5.xlarge": 1.5 }, Hosting: { "ml.g5.xlarge": 1.75 } },
                "eu-west-3": { Training: { "ml.g5.xlarge": 1.9 } },
            }),
        );
        server = await startServerProcess(path.join(folder, "data"), "--quotas", quotas, "--prices", prices);
        aws = await startAws({ moto: false, local: () => server.url });
        restore = keepVariables(...Object.keys(aws.env));
        Object.assign(process.env, aws.env);
    });
    after(async () => {
        restore();
        await aws.stop();
        await server.end("SIGTERM");
        rmSync(folder, { recursive: true });
    });
    beforeEach(() => aws.faults.clear());

    it("F16: has the account's own quotas in place of AWS's defaults, each with its code", async () => {
        const found = await serviceQuotas(clientOf()).forUse("training job", signal());
        assert.equal(found.get("ml.g5.xlarge")?.value, 2);
        assert.match(found.get("ml.g5.xlarge")?.code ?? "", /^L-[0-9A-F]{8}$/);
        assert.ok(found.has("ml.m5.large"));
        assert.ok([...found.values()].every(({ name }) => name.endsWith(" for training job usage")));
    });

    it("F17: tells the quota of endpoints from that of training jobs and of spot", async () => {
        const quotas = serviceQuotas(clientOf());
        assert.equal((await quotas.forUse("endpoint", signal())).get("ml.g5.xlarge")?.value, 0);
        const spot = (await quotas.forUse("spot training job", signal())).get("ml.g5.xlarge");
        assert.equal(spot?.name, "ml.g5.xlarge for spot training job usage");
    });

    it("asks for the quotas once in ten minutes, also when several want them at the same time", async () => {
        const earlier = aws.calls().length;
        let now = 0;
        const quotas = serviceQuotas(clientOf(), () => now);
        await Promise.all([quotas.forUse("endpoint", signal()), quotas.forUse("training job", signal())]);
        const once = aws.calls().length - earlier;
        now = 599_999;
        await quotas.forUse("training job", signal());
        assert.equal(aws.calls().length - earlier, once);
        now = 600_000;
        await quotas.forUse("training job", signal());
        assert.equal(aws.calls().length - earlier, 2 * once);
    });

    it("F16: asks anew after a minute for a quota that would hold somebody back", async () => {
        let now = 0;
        const quotas = serviceQuotas(clientOf(), () => now);
        const place = { kind: "aws", profile: "dev", region: "us-east-1" } as const;
        const instances = { place, instanceType: "ml.g5.xlarge", count: 1 };
        const [check = assert.fail()] = quotaChecks(["endpoint"], instances, { quotasIn: async () => quotas });
        const callsOf = async (at: number) => {
            now = at;
            const earlier = aws.calls().length;
            assert.equal((await check.find(signal())).light, "fail");
            return aws.calls().length - earlier;
        };
        const once = await callsOf(0);
        assert.ok(once > 0);
        assert.deepEqual([await callsOf(59_999), await callsOf(60_000), await callsOf(60_001)], [0, once, 0]);
        const [fitting = assert.fail()] = quotaChecks(["training job"], instances, { quotasIn: async () => quotas });
        now = 600_000;
        const earlier = aws.calls().length;
        assert.equal((await fitting.find(signal())).light, "ok");
        assert.equal(aws.calls().length - earlier, 0, "what fits is not asked for again");
    });

    it("F01: reads the quotas through refusals for their rate", async () => {
        aws.faults.add({ what: "throttle", service: "servicequotas", times: 3 });
        assert.equal((await serviceQuotas(clientOf()).forUse("training job", signal())).get("ml.g5.xlarge")?.value, 2);
        assert.equal(aws.faults.fired().length, 3);
    });

    it("keeps no failure, and lets whoever gives up go at once", async () => {
        const quotas = serviceQuotas(clientOf());
        aws.faults.add({ what: "hang", service: "servicequotas", times: 2 });
        const started = performance.now();
        await assert.rejects(quotas.forUse("endpoint", AbortSignal.timeout(50)));
        assert.ok(performance.now() - started < 10_000, "an attempt takes twenty seconds");
        const denied = serviceQuotas(clientOf());
        aws.faults.clear();
        aws.faults.add({ what: "accessDenied", service: "servicequotas", times: 2 });
        await assert.rejects(denied.forUse("endpoint", signal()), { code: "accessDenied" });
        aws.faults.clear();
        assert.equal((await denied.forUse("endpoint", signal())).get("ml.g5.xlarge")?.value, 0);
    });

    it("F16: requests an increase once; one that is open already is answered", async () => {
        const quotas = serviceQuotas(clientOf());
        const code = (await quotas.forUse("endpoint", signal())).get("ml.g5.xlarge")?.code ?? "";
        const first = await quotas.requestIncrease(code, 4, signal());
        assert.equal(first.desired, 4);
        const second = await quotas.requestIncrease(code, 5, signal());
        assert.equal(second.desired, 4);
    });

    it("has the price of the price list for what is billed, in the region that is asked about", async () => {
        const american = pricing(clientOf(), "us-east-1");
        assert.deepEqual(await american.perHour("training", "ml.g5.xlarge", signal()), {
            usd: 1.5,
            source: "price list",
            asOf: "2026-11-01",
        });
        assert.equal((await american.perHour("endpoint", "ml.g5.xlarge", signal()))?.usd, 1.75);
        assert.equal((await pricing(clientOf(), "eu-west-3").perHour("training", "ml.g5.xlarge", signal()))?.usd, 1.9);
    });

    it("takes the dated table for what the price list lacks, and where it cannot be reached", async () => {
        const prices = pricing(clientOf(), "us-east-1");
        assert.equal((await prices.perHour("training", "ml.m5.large", signal()))?.source, "table");
        aws.faults.add({ what: "accessDenied", service: "pricing", times: "always" });
        const denied = pricing(clientOf(), "us-east-1");
        assert.deepEqual(await denied.perHour("training", "ml.g5.xlarge", signal()), {
            usd: 1.408,
            source: "table",
            asOf: "2025-01-01",
        });
        assert.equal(await pricing(clientOf(), "sa-east-1").perHour("training", "ml.g5.xlarge", signal()), undefined);
        assert.ok(aws.faults.fired().length > 0);
    });

    it("takes the dearest of several products of one type, whatever their order", async () => {
        const product = (usd: number) =>
            JSON.stringify({
                product: { attributes: { instanceName: "ml.g5.xlarge" } },
                terms: { OnDemand: { a: { priceDimensions: { b: { unit: "Hrs", pricePerUnit: { USD: String(usd) } } } } } },
            });
        for (const prices of [
            [0.5, 1.5],
            [1.5, 0.5],
        ]) {
            const body = JSON.stringify({ FormatVersion: "aws_v1", PriceList: prices.map(product) });
            const answer = { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body };
            aws.faults.add({ what: "answer", service: "pricing", answer });
            assert.equal((await pricing(clientOf(), "us-east-1").perHour("training", "ml.g5.xlarge", signal()))?.usd, 1.5);
        }
        assert.equal(aws.faults.fired().length, 2);
    });

    it("asks for the list of prices once a day, however many types are asked about", async () => {
        const earlier = aws.calls().length;
        const prices = pricing(clientOf(), "us-east-1");
        await Promise.all(
            ["ml.g5.xlarge", "ml.m5.large", "ml.c5.xlarge"].map((type) => prices.perHour("training", type, signal())),
        );
        assert.equal(aws.calls().length - earlier, 1);
    });
});
