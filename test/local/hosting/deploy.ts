import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import {
    type ContainerDefinition,
    CreateEndpointCommand,
    CreateEndpointConfigCommand,
    CreateModelCommand,
    DescribeEndpointCommand,
    type DescribeEndpointCommandOutput,
    type ProductionVariant,
} from "@aws-sdk/client-sagemaker";
import { buffer } from "node:stream/consumers";
import tar from "tar-stream";
import type { clientsOf } from "../clients.ts";
import { BUCKET, nodeProgram, pushImage } from "../programs.ts";

type Clients = ReturnType<typeof clientsOf>;

const ROLE = "arn:aws:iam::000000000000:role/local";

/** A server program: `invocations` and `ping` are JavaScript that answers `request` through `response`, the one with `body` at hand. */
export function serveProgram(invocations: string, ping = "response.end()", start = ""): string {
    return nodeProgram(`
        const fs = require("node:fs"), http = require("node:http"), path = require("node:path");
        const model = path.join(process.env.SAGEMAKER_BASE_DIR, "model");
        ${start}
        http.createServer(async (request, response) => {
            const chunks = [];
            for await (const chunk of request) chunks.push(chunk);
            const body = Buffer.concat(chunks);
            if (request.url === "/ping") { ${ping} } else { ${invocations} }
        }).listen(Number(process.env.SAGEMAKER_BIND_TO_PORT), process.env.SAGEMAKER_BIND_ADDRESS, () => console.log("listening"));
        process.on("SIGTERM", () => { console.log("terminated"); process.exit(0); });
    `);
}

/** What a variant of a test runs. */
export interface TestVariant {
    readonly serve: string;
    readonly weight?: number;
    readonly container?: Partial<ContainerDefinition>;
    readonly variant?: Partial<ProductionVariant>;
}

/** Creates model, configuration and endpoint under one name, with a variant for each of `variants`. */
export async function deploy(clients: Clients, name: string, variants: Readonly<Record<string, TestVariant>>): Promise<void> {
    const { s3, sagemaker } = clients;
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    for (const [variantName, { serve, container }] of Object.entries(variants)) {
        const PrimaryContainer = { Image: await pushImage(s3, { serve }), ...container };
        await sagemaker.send(
            new CreateModelCommand({ ModelName: `${name}-${variantName}`, PrimaryContainer, ExecutionRoleArn: ROLE }),
        );
    }
    const ProductionVariants = Object.entries(variants).map(([variantName, { weight = 1, variant }]) => ({
        VariantName: variantName,
        ModelName: `${name}-${variantName}`,
        InstanceType: "ml.m5.large" as const,
        InitialInstanceCount: 1,
        InitialVariantWeight: weight,
        ...variant,
    }));
    await sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants }));
    await sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

/** Waits until an endpoint has a status, and fails when it takes another one for good. */
export async function reaches(clients: Clients, name: string, status: string): Promise<DescribeEndpointCommandOutput> {
    for (const end = Date.now() + 20_000; ; await delay(10)) {
        const endpoint = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }));
        if (endpoint.EndpointStatus === status) {
            return endpoint;
        }
        assert.ok(endpoint.EndpointStatus !== "Failed", endpoint.FailureReason);
        assert.ok(Date.now() < end, `${name} is still ${endpoint.EndpointStatus}`);
    }
}

/** An entry of an archive: a file by its name and content, or whatever a header says. */
export type ArchiveEntry = { readonly name: string; readonly content?: string } & Omit<Partial<tar.Header>, "name">;

/** Makes a tar.gz. */
export async function archiveOf(...entries: readonly ArchiveEntry[]): Promise<Buffer> {
    const pack = tar.pack();
    for (const { content = "", ...header } of entries) {
        pack.entry(header, content);
    }
    pack.finalize();
    return gzipSync(await buffer(pack));
}

/** Stores an artifact and answers its address. */
export async function putModel({ s3 }: Clients, key: string, Body: Buffer): Promise<string> {
    await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body }));
    return `s3://${BUCKET}/${key}`;
}

/** Tries a check again until it passes. */
export async function eventually(check: () => Promise<void>): Promise<void> {
    for (const end = Date.now() + 10_000; ; await delay(30)) {
        try {
            await check();
            return;
        } catch (error) {
            if (Date.now() > end) {
                throw error;
            }
        }
    }
}
