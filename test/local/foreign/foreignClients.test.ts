import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import { clientsOf } from "../clients.ts";
import { clientsMissing, python } from "../foreignClients.ts";
import { BUCKET, nodeProgram, pushImage } from "../programs.ts";
import { type ServerProcess, startServerProcess } from "../serverProcess.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const run = promisify(execFile);

const train = nodeProgram(`
    console.log("[metric] epoch=1 loss=0.5");
    require("node:fs").writeFileSync(process.env.SAGEMAKER_BASE_DIR + "/model/weights", "1");
`);
const serve = nodeProgram(`
    require("node:http").createServer(async (request, response) => {
        const body = Buffer.concat(await request.toArray());
        response.end(request.url === "/ping" ? "" : "answer to " + body);
    }).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), "127.0.0.1");
`);

describe("clients that AWS wrote for others", { skip: clientsMissing }, () => {
    const directory = temporaryDirectory();
    let server: ServerProcess;
    let image: string;
    let env: NodeJS.ProcessEnv;
    const aws = async (...args: string[]): Promise<string> =>
        (await run(python, ["-m", "awscli", ...args], { env })).stdout.trim();

    before(async () => {
        server = await startServerProcess(directory.path);
        image = await pushImage(clientsOf(server.url).s3, { train, serve });
        // Nothing of the user's own settings and credentials.
        env = {
            PATH: process.env["PATH"],
            HOME: directory.path,
            AWS_ENDPOINT_URL: server.url,
            AWS_ACCESS_KEY_ID: "local",
            AWS_SECRET_ACCESS_KEY: "local",
            AWS_DEFAULT_REGION: "us-east-1",
        };
    });
    after(async () => {
        await server.end("SIGTERM");
        directory[Symbol.dispose]();
    });

    it("boto3 goes the whole line, from data to an answer, with its own waiters and paginators", async () => {
        const { stdout } = await run(python, [path.join(import.meta.dirname, "line.py"), image, BUCKET], { env });
        assert.equal(stdout.trim(), "done");
    });

    it("the AWS CLI creates, describes, lists and deletes", async () => {
        const container = JSON.stringify({ Image: image });
        const arn = await aws(
            "sagemaker",
            "create-model",
            "--model-name",
            "cli",
            "--primary-container",
            container,
            "--query",
            "ModelArn",
            "--output",
            "text",
        );
        assert.equal(arn, "arn:aws:sagemaker:us-east-1:000000000000:model/cli");
        const listed = await aws(
            "sagemaker",
            "list-models",
            "--name-contains",
            "cli",
            "--query",
            "Models[].ModelName",
            "--output",
            "text",
        );
        assert.equal(listed, "cli");
        await aws("sagemaker", "delete-model", "--model-name", "cli");
        await assert.rejects(aws("sagemaker", "describe-model", "--model-name", "cli"), {
            message:
                /An error occurred \(ValidationException\) when calling the DescribeModel operation: Could not find model "arn:/,
        });
    });

    it("the AWS CLI copies files there and back, a large one in parts", async () => {
        const file = path.join(directory.path, "größe 1.bin");
        fs.writeFileSync(file, Buffer.alloc(20_000_000, "Rust on SageMaker"));
        await aws("s3", "mb", "s3://cli-bucket");
        await aws("s3", "cp", file, "s3://cli-bucket/a/größe 1.bin", "--quiet");
        assert.match(await aws("s3", "ls", "s3://cli-bucket/a/"), / 20000000 größe 1\.bin$/);
        await aws("s3", "cp", "s3://cli-bucket/a/größe 1.bin", `${file}.back`, "--quiet");
        assert.ok(fs.readFileSync(file).equals(fs.readFileSync(`${file}.back`)));
    });
});
