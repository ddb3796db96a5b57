import { readFileSync } from "node:fs";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import https from "node:https";
import type { Certificate } from "../../host/containers/certificate.ts";
import { everyRepository, type FaultState } from "./faults.ts";
import { forward } from "./forward.ts";
import { putManifest, sendManifest } from "./manifests.ts";
import type { Repositories } from "./repositories.ts";
import { refusals, refuse } from "./refusals.ts";
import { type Target, targetOf } from "./target.ts";

/** One request that was answered, or whose connection was closed (status 0). */
export interface RecordedRequest {
    readonly method: string;
    readonly path: string;
    readonly status: number;
}

export interface EcrFrontNeeds {
    readonly host: string;
    readonly address: string;
    readonly certificate: Certificate;
    readonly registryPort: number;
    readonly repositories: Repositories;
    readonly faults: FaultState;
    record(request: RecordedRequest): void;
}

/**
 * ECR's registry as the engine meets it: TLS under ECR's name on port 443 of an address of this machine, in front of Docker's own registry.
 * As ECR it wants the password of GetAuthorizationToken, knows only repositories that were created, refuses to move the tags of
 * immutable ones (also to the same image), mounts no layers of other repositories, and shows images to ECR's API and the other way round.
 * Not as ECR: tokens do not expire by themselves, the emulator always hands out the same one, so that a login counts as a renewal
 * whether or not it brought a new one; exclusions from immutability and the limits of ECR are not known.
 */
export async function startEcrFront(needs: EcrFrontNeeds): Promise<{ stop(): Promise<void> }> {
    const { address, certificate } = needs;
    const { certFile, keyFile } = certificate;
    const authorization = `Basic ${await needs.repositories.authorizationToken()}`;
    const server = https.createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
        const { method = "", url = "" } = request;
        answer(needs, authorization, request, response)
            .catch((error: unknown) => {
                // A connection that was closed, by us or by the engine, ends what was under way.
                if (!request.socket.destroyed) {
                    console.error(error);
                    request.socket.destroy();
                }
            })
            .finally(() => needs.record({ method, path: url, status: request.socket.destroyed ? 0 : response.statusCode }));
    });
    server.listen(443, address);
    await once(server, "listening");
    return {
        async stop() {
            server.close();
            server.closeAllConnections();
            await once(server, "close");
        },
    };
}

async function answer(
    needs: EcrFrontNeeds,
    authorization: string,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const url = new URL(request.url ?? "/", `https://${needs.host}`);
    const target = targetOf(request.method ?? "", url);
    const repository = target === undefined || target.kind === "login" ? everyRepository : target.repository;
    const failing = await needs.faults.ofRequest(repository);
    if (failing === "refuse") {
        request.socket.destroy();
    } else if (failing === "fail") {
        refuse(response, refusals.internalError());
    } else if (request.headers.authorization === undefined) {
        refuse(response, refusals.notAuthorized(needs.host));
    } else if (request.headers.authorization !== authorization) {
        refuse(response, refusals.wrongPassword());
    } else if (target === undefined) {
        refuse(response, refusals.notFound());
    } else if (target.kind === "login") {
        needs.faults.renew();
        response.writeHead(200, { "docker-distribution-api-version": "registry/2.0" }).end();
    } else if (needs.faults.isExpired(repository, request.method)) {
        refuse(response, refusals.expired());
    } else {
        await answerInRepository(needs, target, url, request, response);
    }
}

async function answerInRepository(
    { repositories, faults, registryPort: port }: EcrFrontNeeds,
    target: Exclude<Target, { kind: "login" }>,
    url: URL,
    request: IncomingMessage,
    response: ServerResponse,
): Promise<void> {
    const repository = await repositories.repository(target.repository);
    if (repository === undefined) {
        refuse(response, refusals.repositoryUnknown(target.repository));
    } else if (target.kind === "manifest") {
        const about = { ...target, ...repository };
        await (request.method === "PUT"
            ? putManifest(repositories, about, port, request, response)
            : sendManifest(repositories, about, request, response));
    } else {
        const carriesLayer = "carriesLayer" in target && target.carriesLayer;
        url.searchParams.delete("mount"); // ECR then lets the layer be sent
        url.searchParams.delete("from");
        const closeMidLayer = carriesLayer && faults.closesLayer(target.repository);
        const status = await forward(request, response, { port, path: `${url.pathname}${url.search}`, closeMidLayer });
        if (target.kind === "upload" && target.finishes && status === 201) {
            faults.blobStored(target.repository);
        }
    }
}
