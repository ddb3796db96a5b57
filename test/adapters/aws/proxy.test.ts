import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { after, before, describe, it } from "node:test";
import { ListModelsCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { clientOf } from "../../host/aws/clientOf.ts";
import { keepVariables } from "../../host/keepVariables.ts";

const names = ["AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"];

describe("a proxy", () => {
    const setBack = keepVariables(...names, ...names.map((name) => name.toLowerCase()));
    let aws: Server;
    let proxy: Server;
    const asked: string[] = [];
    const portOf = (server: Server) => {
        const address = server.address();
        assert.ok(typeof address === "object" && address !== null);
        return address.port;
    };
    const urlOf = (server: Server) => `http://127.0.0.1:${portOf(server)}`;
    const list = (settings = { address: "", direct: [] as readonly string[] }) =>
        clientOf("", { proxy: () => settings })(SageMakerClient).send(new ListModelsCommand({}));

    before(async () => {
        aws = createServer((_request, response) => response.end('{"Models":[]}')).listen(0, "127.0.0.1");
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
        [aws, proxy].forEach((server) => server.close().closeAllConnections());
    });

    it("F08: that VS Code's setting names is gone through", async () => {
        await list({ address: urlOf(proxy), direct: [] });
        assert.deepEqual(asked.splice(0), ["api.sagemaker.invalid:80"]);
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
