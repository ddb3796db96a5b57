import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { StopTrainingJobCommand } from "@aws-sdk/client-sagemaker";
import {
    GetServiceQuotaCommand,
    ListRequestedServiceQuotaChangeHistoryByQuotaCommand,
    ListServiceQuotasCommand,
    paginateListAWSDefaultServiceQuotas,
    RequestServiceQuotaIncreaseCommand,
    type ServiceQuota,
} from "@aws-sdk/client-service-quotas";
import { quotaCode } from "../../../src/local/quotas/quotaNames.ts";
import { clientsOf } from "../clients.ts";
import { deploy, serveProgram } from "../hosting/deploy.ts";
import { create, ended, line, putTrainingData, request } from "../job/jobs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const TRAINING = "ml.g5.xlarge for training job usage";
const ServiceCode = "sagemaker";

describe("the quotas of Local SageMaker", () => {
    const directory = temporaryDirectory();
    const file = path.join(directory.path, "quotas.json");
    const setQuotas = (values: object) => fs.writeFileSync(file, JSON.stringify(values));
    const on = (InstanceType: "ml.g5.xlarge" | "ml.m5.large") => ({
        ResourceConfig: { ...request("", "").ResourceConfig, InstanceType, InstanceCount: 1, VolumeSizeInGB: 1 },
    });
    let server: ServerProcess;
    let clients: ReturnType<typeof clientsOf>;

    before(async () => {
        setQuotas({ [TRAINING]: 1, "ml.g5.xlarge for endpoint usage": 0 });
        server = await startServerProcess(path.join(directory.path, "data"), "--quotas", file);
        clients = clientsOf(server.url);
        await putTrainingData(clients);
    });
    after(async () => {
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("have AWS's names and one code each, and are listed page by page", async () => {
        const quotas: ServiceQuota[] = [];
        for await (const page of paginateListAWSDefaultServiceQuotas({ client: clients.quotas, pageSize: 50 }, { ServiceCode })) {
            assert.ok((page.Quotas?.length ?? 0) <= 50);
            quotas.push(...(page.Quotas ?? []));
        }
        const codes = new Map(quotas.map(({ QuotaName, QuotaCode }) => [QuotaName, QuotaCode]));
        assert.equal(new Set(codes.values()).size, quotas.length);
        assert.equal(codes.get("ml.m5.large for training job usage"), "L-611FA074");
        for (const purpose of ["training job", "spot training job", "training warm pool", "endpoint"]) {
            assert.match(codes.get(`ml.g5.xlarge for ${purpose} usage`) ?? "", /^L-[0-9A-F]{8}$/);
        }
    });

    it("are applied where the file has them, and by default everywhere else", async () => {
        const { Quotas } = await clients.quotas.send(new ListServiceQuotasCommand({ ServiceCode }));
        assert.deepEqual(Object.fromEntries(Quotas?.map(({ QuotaName, Value }) => [QuotaName, Value]) ?? []), {
            [TRAINING]: 1,
            "ml.g5.xlarge for endpoint usage": 0,
        });
        const { Quota } = await clients.quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode: quotaCode(TRAINING) }));
        assert.deepEqual([Quota?.QuotaName, Quota?.Value, Quota?.Adjustable], [TRAINING, 1, true]);
        const silent = clients.quotas.send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode: "L-611FA074" }));
        await assert.rejects(silent, { name: "NoSuchResourceException" });
        const other = clients.quotas.send(new ListServiceQuotasCommand({ ServiceCode: "ec2" }));
        await assert.rejects(other, { name: "NoSuchResourceException" });
    });

    it("F16: refuse a job beyond them in AWS's words, and count what runs", async () => {
        await create(clients, "first", "console.log('runs'); setInterval(() => {}, 1000);", on("ml.g5.xlarge"));
        await assert.rejects(create(clients, "second", "", on("ml.g5.xlarge")), {
            name: "ResourceLimitExceeded",
            message:
                "The account-level service limit 'ml.g5.xlarge for training job usage' is 1 Instances, with current utilization of 1 Instances " +
                "and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota. " +
                "If AWS Service Quotas is not available, contact AWS support to request an increase for this quota.",
        });
        await create(clients, "elsewhere", "", on("ml.m5.large"));
        await line(clients, "first", "runs");
        await clients.sagemaker.send(new StopTrainingJobCommand({ TrainingJobName: "first" }));
        await ended(clients, "first");
        await create(clients, "second", "", on("ml.g5.xlarge"));
        assert.equal((await ended(clients, "second")).TrainingJobStatus, "Completed");
    });

    it("F17: refuse an endpoint of a type that jobs may use", async () => {
        const variant = { InstanceType: "ml.g5.xlarge" as const };
        await assert.rejects(deploy(clients, "refused", { AllTraffic: { serve: serveProgram("response.end()"), variant } }), {
            name: "ResourceLimitExceeded",
            message:
                /^The account-level service limit 'ml\.g5\.xlarge for endpoint usage' is 0 Instances, .* delta of 1 Instances\./,
        });
    });

    it("take one request for more at a time, and approve it when the file says so", async () => {
        const input = { ServiceCode, QuotaCode: quotaCode("ml.g5.xlarge for endpoint usage"), DesiredValue: 2 };
        const { RequestedQuota } = await clients.quotas.send(new RequestServiceQuotaIncreaseCommand(input));
        assert.equal(RequestedQuota?.Status, "PENDING");
        await assert.rejects(clients.quotas.send(new RequestServiceQuotaIncreaseCommand(input)), {
            name: "ResourceAlreadyExistsException",
        });
        await assert.rejects(clients.quotas.send(new RequestServiceQuotaIncreaseCommand({ ...input, DesiredValue: 0 })), {
            name: "IllegalArgumentException",
        });
        const status = async () => {
            const { RequestedQuotas } = await clients.quotas.send(
                new ListRequestedServiceQuotaChangeHistoryByQuotaCommand(input),
            );
            return RequestedQuotas?.map(({ Status, DesiredValue }) => [Status, DesiredValue]);
        };
        assert.deepEqual(await status(), [["PENDING", 2]]);
        setQuotas({ "ml.g5.xlarge for endpoint usage": 2 });
        assert.deepEqual(await status(), [["APPROVED", 2]]);
    });

    it("keep their last values while the file cannot be read, and say so once", async () => {
        const value = async () => (await clients.quotas.send(new ListServiceQuotasCommand({ ServiceCode }))).Quotas?.[0]?.Value;
        setQuotas({ [TRAINING]: 7 });
        assert.equal(await value(), 7);
        fs.writeFileSync(file, "{ not yet saved");
        assert.equal(await value(), 7);
        assert.equal(await value(), 7);
        assert.equal(server.errors().match(/cannot be used/g)?.length, 1);
        setQuotas({ [TRAINING]: 8 });
        assert.equal(await value(), 8);
    });
});
