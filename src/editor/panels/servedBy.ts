import { type Endpoint, trainingJobOf } from "../../core/endpoint/endpoint.ts";
import type { Overview } from "../../protocol/panel.ts";
import type { PlaceClients } from "./panelNeeds.ts";

/** The newest endpoints are looked into, and no more: each costs three calls. */
const MOST = 20;

/** Finds the endpoints that serve a job's model; SageMaker has no list of them, so each endpoint is looked into once. */
export class ServedBy {
    readonly #jobOf = new Map<string, string | undefined>();

    async read(job: string, { endpoints }: PlaceClients, signal: AbortSignal): Promise<Overview["related"]> {
        const newest = (await endpoints.list(signal)).slice(0, MOST);
        const jobs = await Promise.all(newest.map((endpoint) => this.#trainedBy(endpoint, endpoints, signal)));
        return newest.filter((_, index) => jobs[index] === job).map(({ name, status }) => ({ kind: "endpoint", name, status }));
    }

    async #trainedBy(endpoint: Endpoint, endpoints: PlaceClients["endpoints"], signal: AbortSignal): Promise<string | undefined> {
        // An update can put another model behind a name, and passes through other statuses.
        const key = `${endpoint.arn} ${endpoint.createdAt.getTime()} ${endpoint.status}`;
        if (!this.#jobOf.has(key)) {
            const { modelArtifact } = await endpoints.describe(endpoint.name, signal);
            this.#jobOf.set(key, modelArtifact === undefined ? undefined : trainingJobOf(modelArtifact));
        }
        return this.#jobOf.get(key);
    }
}
