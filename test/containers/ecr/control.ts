import { once } from "node:events";
import http from "node:http";
import { json } from "node:stream/consumers";
import { containerEnvironment } from "../environment.ts";
import type { RecordedRequest } from "./ecrFront.ts";
import { everyRepository, type Faults, type FaultState } from "./faults.ts";

/** Switches on what goes wrong with a repository, or with all; `{}` switches everything off. */
export async function setFaults(faults: Faults, repository = everyRepository): Promise<void> {
    await fetch(controlUrl(repository), { method: "PUT", body: JSON.stringify(faults) });
}

/** What engines have asked the registry about a repository so far, in order. */
export async function requestsTo(repository: string): Promise<readonly RecordedRequest[]> {
    const requests: readonly RecordedRequest[] = JSON.parse(await (await fetch(controlUrl(repository))).text());
    return requests;
}

const controlUrl = (repository: string) =>
    `${containerEnvironment().ecr.controlUrl}?repository=${encodeURIComponent(repository)}`;

/** Lets tests, which are processes of their own, set faults and read requests. */
export async function startControl(
    faults: FaultState,
    requests: readonly RecordedRequest[],
): Promise<{ url: string; stop(): Promise<void> }> {
    const server = http.createServer((request, response) => {
        const repository = new URL(request.url ?? "/", "http://127.0.0.1").searchParams.get("repository") ?? everyRepository;
        if (request.method !== "PUT") {
            response.end(JSON.stringify(requests.filter(({ path }) => path.startsWith(`/v2/${repository}/`))));
            return;
        }
        json(request)
            .then((wanted) => {
                const parsed: Faults = Object(wanted);
                faults.set(repository, parsed);
                return response.end();
            })
            .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return {
        url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`,
        async stop() {
            server.close();
            server.closeAllConnections();
            await once(server, "close");
        },
    };
}
