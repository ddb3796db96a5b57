import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { CreateTrainingJobCommand, type CreateTrainingJobCommandInput } from "@aws-sdk/client-sagemaker";
import { clientsOf } from "../../local/clients.ts";
import { request } from "../../local/job/jobs.ts";
import { BUCKET } from "../../local/programs.ts";
import { type ServerProcess, startServerProcess } from "../../local/serverProcess.ts";

/** Local SageMaker in a folder of its own, with data for the channel `training`. */
export interface LocalServer {
    readonly data: string;
    /** Asked for anew after each restart. */
    clients(): ReturnType<typeof clientsOf>;
    process(): ServerProcess;
    restart(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
    createJob(name: string, image: string, change?: Partial<CreateTrainingJobCommandInput>): Promise<void>;
    [Symbol.asyncDispose](): Promise<void>;
}

export async function startLocalServer(...options: readonly string[]): Promise<LocalServer> {
    const root = mkdtempSync(path.join(tmpdir(), "runner "));
    const data = path.join(root, `Ada's "crâtes", 日本`);
    mkdirSync(data);
    let server = await startServerProcess(data, ...options);
    let clients = clientsOf(server.url);
    await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "data/training/part-1.csv", Body: "1,2\n" }));
    return {
        data,
        clients: () => clients,
        process: () => server,
        async restart(signal) {
            await server.end(signal);
            server = await startServerProcess(data, ...options);
            clients = clientsOf(server.url);
        },
        async createJob(name, image, change = {}) {
            await clients.sagemaker.send(new CreateTrainingJobCommand({ ...request(name, image), ...change }));
        },
        async [Symbol.asyncDispose]() {
            await server.end("SIGTERM");
            rmSync(root, { recursive: true, force: true });
        },
    };
}
