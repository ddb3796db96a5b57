import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { LOCAL_ACCOUNT } from "../../../src/core/place.ts";
import { type ServerProcess, startServerProcess } from "../../local/serverProcess.ts";
import { exitOnSignals } from "../exitOnSignals.ts";
import { type AwsEnvironment, awsEnvironment, type SharedFiles } from "./awsEnvironment.ts";
import { type FaultScript, faultScript } from "./faults.ts";
import { type Moto, MOTO_ACCOUNT, startMoto } from "./moto.ts";
import { type SeenCall, startProxy } from "./proxy.ts";
import { rewriting } from "./rewriting.ts";

/**
 * An AWS for tests, at one address: account 123456789012, any credentials, every region.
 *
 *     const aws = await startAws();                       // Local SageMaker, moto, and the proxy in front of both
 *     Object.assign(process.env, aws.env);                // this process is a client (keepVariables.ts sets it back), or
 *     await openVsCode({ folder, env: aws.env });         // VS Code is
 *     aws.faults.add({ what: "resetAfterEffect", operation: "CreateTrainingJob" });
 *     …
 *     assert.deepEqual(aws.faults.fired().map(({ what }) => what), ["resetAfterEffect"]);
 *     await aws.stop();
 *
 * Services: sagemaker, SageMaker Runtime, logs, monitoring (CloudWatch), servicequotas and pricing are Local SageMaker; sts, iam, ecr and
 * s3 are moto. With `s3: "local"` Local SageMaker has the buckets, so that its jobs find their data. SimulatePrincipalPolicy is answered by
 * the proxy from moto's policies. Anything else answers 501; give it an answer by a fault (`{ what: "answer", service: "sso-oauth", … }`).
 *
 * `env` holds no keys: they are in the shared files, profiles `default` and `dev` (us-east-1) and `paris` (eu-west-3), of which each has
 * keys of its own (DEFAULTKEY, DEVKEY, PARISKEY: `calls()` tells who signed). Give `files` for others, or change the files on disk.
 *
 * To clients Local SageMaker's account is 123456789012 as well: in the JSON protocols the proxy rewrites it in ARNs and in the names of
 * ECR's registries, both ways, so that Local SageMaker runs images of ECR as processes. `shows(forClients, forLocal)` adds a pair of texts;
 * `pushAwsImage` (awsImage.ts) puts an image into ECR and the executables that are to run for it into Local SageMaker.
 *
 * Faults: see faults.ts; from another process `faultsAt(process.env.AWS_ENDPOINT_URL)` of control.ts sets them.
 * Everything that passes is recorded where TEST_RECORDINGS names a folder, and then held against AWS's own models.
 */
export interface AwsStandIn {
    readonly url: string;
    readonly env: AwsEnvironment;
    readonly faults: FaultScript;
    /** Every call so far, in order. */
    calls(): readonly SeenCall[];
    /** Local SageMaker's own address, and moto's: what is asked there neither fails nor counts. */
    readonly localUrl: string;
    readonly motoUrl: string;
    shows(forClients: string, forLocal: string): void;
    stop(): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

export interface AwsOptions {
    /** false where a test asks nothing of moto: it takes two seconds to start. */
    readonly moto?: boolean;
    /** The moto that ECR's registry of the tests with containers belongs to: its images are then run by the container engine, not as processes. */
    readonly withEngine?: { readonly motoUrl: string };
    /** The address of a Local SageMaker that the test has; without it, one is started, and stopped. */
    readonly local?: () => string;
    readonly s3?: "local" | "moto";
    /** What chance depends on. */
    readonly seed?: number;
    readonly files?: SharedFiles;
}

const profiles: SharedFiles = {
    config: "[default]\nregion = us-east-1\n\n[profile dev]\nregion = us-east-1\n\n[profile paris]\nregion = eu-west-3\n",
    credentials: ["default", "dev", "paris"]
        .map((name) => `[${name}]\naws_access_key_id = ${name.toUpperCase()}KEY\naws_secret_access_key = secret-of-${name}\n`)
        .join("\n"),
};

async function startLocal(dataDirectory: string, moto: Moto | undefined): Promise<ServerProcess> {
    try {
        return await startServerProcess(dataDirectory);
    } catch (error) {
        await moto?.stop();
        throw error;
    }
}

/** Where the account stands in ARNs; buckets keep their names. */
const inArns = [`:${MOTO_ACCOUNT}:`, `:${LOCAL_ACCOUNT}:`] as const;
/** Where it stands in the names of ECR's registries. */
const inRegistries = [`${MOTO_ACCOUNT}.dkr.ecr.`, `${LOCAL_ACCOUNT}.dkr.ecr.`] as const;

/** Starts it. What it writes goes to a folder of its own, which `stop` deletes. */
export async function startAws(options: AwsOptions = {}): Promise<AwsStandIn> {
    exitOnSignals();
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aws-"));
    const { withEngine } = options;
    const isMotoOurs = options.moto !== false && withEngine === undefined;
    const moto: Moto | undefined = isMotoOurs ? await startMoto(path.join(folder, "moto")) : undefined;
    const motoUrl = withEngine?.motoUrl ?? moto?.url;
    const server = options.local === undefined ? await startLocal(path.join(folder, "Ada's data"), moto) : undefined;
    const endNow = () => server !== undefined && process.kill(server.pid, "SIGKILL");
    process.once("exit", endNow);
    const local = options.local ?? (() => server?.url ?? "");
    const faults = faultScript(options.seed);
    const pairs = rewriting(withEngine === undefined ? [inArns, inRegistries] : [inArns]);
    const s3 = options.s3 ?? (motoUrl === undefined ? "local" : "moto");
    const servers = { local, s3, ...(motoUrl !== undefined && { moto: motoUrl }) };
    const proxy = await startProxy({ servers, faults, rewriting: pairs });
    const stop = async () => {
        process.off("exit", endNow);
        await proxy.stop();
        await moto?.stop();
        await server?.end("SIGTERM");
        await fs.rm(folder, { recursive: true, force: true, maxRetries: 5 });
    };
    return {
        url: proxy.url,
        env: await awsEnvironment(path.join(folder, "aws"), proxy.url, options.files ?? profiles),
        faults,
        calls: proxy.calls,
        get localUrl() {
            return local();
        },
        motoUrl: motoUrl ?? "",
        shows: pairs.add,
        stop,
        [Symbol.asyncDispose]: stop,
    };
}
