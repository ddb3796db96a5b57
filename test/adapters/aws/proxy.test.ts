import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import os from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { ListModelsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const names = [
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
];
const CONFIG = `[profile worker]
role_arn = arn:aws:iam::123456789012:role/worker
source_profile = user
[profile user]
aws_access_key_id = USER
aws_secret_access_key = secret-of-a-user
`;
const ASSUMED = `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>WORKER</AccessKeyId><SecretAccessKey>secret-of-a-worker</SecretAccessKey><SessionToken>token</SessionToken>
<Expiration>2999-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;

describe("a proxy", () => {
    const setBack = keepVariables(...names, ...names.map((name) => name.toLowerCase()));
    let aws: Server;
    let proxy: Server;
    const asked: string[] = [];
    const signers: string[] = [];
    const folder = mkdtempSync(path.join(os.tmpdir(), "rs-proxy-"));
    const portOf = (server: Server) => {
        const address = server.address();
        assert.ok(typeof address === "object" && address !== null);
        return address.port;
    };
    const urlOf = (server: Server) => `http://127.0.0.1:${portOf(server)}`;
    const list = (settings = { address: "", direct: [] as readonly string[] }, profile = "") =>
        clientOf(profile, { proxy: () => settings })(SageMakerClient).send(new ListModelsCommand({}));

    before(async () => {
        aws = createServer((request, response) => {
            signers.push(/Credential=([^/]+\/[^/]+\/[^/]+\/[^/]+)/.exec(request.headers.authorization ?? "")?.[1] ?? "");
            const isSts = request.headers["content-type"] === "application/x-www-form-urlencoded";
            response.end(isSts ? ASSUMED : '{"Models":[]}');
        }).listen(0, "127.0.0.1");
        // It leads to that server whatever it is asked for, so that names which nobody has can be asked for.
        proxy = createServer().on("connect", (request, socket) => {
            asked.push(request.url ?? "");
            const upstream = connect(portOf(aws), "127.0.0.1", () => {
                socket.write("HTTP/1.1 200 OK\r\n\r\n");
                upstream.pipe(socket).pipe(upstream);
            });
            socket.on("error", () => upstream.destroy());
        });
        proxy.listen(0, "127.0.0.1");
        await Promise.all([once(aws, "listening"), once(proxy, "listening")]);
        names.forEach((name) => [name, name.toLowerCase()].forEach((one) => Reflect.deleteProperty(process.env, one)));
        Object.assign(process.env, {
            AWS_ENDPOINT_URL: "http://api.sagemaker.invalid",
            AWS_ACCESS_KEY_ID: "KEY",
            AWS_SECRET_ACCESS_KEY: "secret",
        });
    });
    after(() => {
        setBack();
        rmSync(folder, { recursive: true });
        [aws, proxy].forEach((server) => server.close().closeAllConnections());
    });

    it("F08: that VS Code's setting names is gone through", async () => {
        await list({ address: urlOf(proxy), direct: [] });
        assert.deepEqual(asked.splice(0), ["api.sagemaker.invalid:80"]);
    });

    it("F08: is gone through for the credentials too, which a role gets in the region of its place", async () => {
        process.env["AWS_CONFIG_FILE"] = path.join(folder, "config");
        process.env["AWS_SHARED_CREDENTIALS_FILE"] = path.join(folder, "credentials");
        writeFileSync(process.env["AWS_CONFIG_FILE"], CONFIG);
        signers.splice(0);
        await list({ address: urlOf(proxy), direct: [] }, "worker");
        assert.deepEqual(
            signers.map((signer) => signer.replace(/\/\d+\//, " ")),
            ["USER us-east-1/sts", "WORKER us-east-1/sagemaker"],
        );
        assert.deepEqual(asked.splice(0), ["api.sagemaker.invalid:80", "api.sagemaker.invalid:80"]);
    });

    it("F08: that the environment names is gone through, but to hosts that it leaves out", async () => {
        process.env["https_proxy"] = urlOf(proxy);
        await list();
        assert.equal(asked.splice(0).length, 1);
        process.env["NO_PROXY"] = "example.org, .sagemaker.invalid";
        await assert.rejects(list(), { code: /ENOTFOUND|EAI_AGAIN/ });
        assert.deepEqual(asked, []);
    });

    it("F08: is never asked for this machine itself", async () => {
        process.env["AWS_ENDPOINT_URL"] = urlOf(aws);
        await list({ address: "http://127.0.0.1:1", direct: [] });
        assert.deepEqual(asked, []);
    });
});
