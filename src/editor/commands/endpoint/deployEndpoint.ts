import { deploymentCost } from "../../../core/endpoint/deploymentCost.ts";
import { type Deployment, type DeploymentRequest, deploymentRequests } from "../../../core/endpoint/deployment.ts";
import type { EndpointDefaults } from "../../../core/endpoint/endpointDefaults.ts";
import type { Endpoints } from "../../../core/endpoint/endpoints.ts";
import { neededAmi } from "../../../core/endpoint/neededAmi.ts";
import { type Place, placeName } from "../../../core/place.ts";
import type { Preflight, Upcoming } from "../../../core/preflight/preflight.ts";
import { USUAL_ENDPOINT_TYPE } from "../../../core/workspace/projectEndpoint.ts";
import { parseS3Uri } from "../../../core/objectStore.ts";
import { Problem } from "../../../core/problem.ts";
import type { Ask, Earlier } from "../../ask.ts";
import type { InstanceSources } from "../../instanceTypeStep.ts";
import type { EndpointOperations } from "../../operations/endpointOperations.ts";
import type { Progress } from "../../progress.ts";
import { afterChecks } from "../afterChecks.ts";
import type { DeploySource, DeployTarget } from "./deploySource.ts";
import { deploymentOf, deploySteps } from "./deploySteps.ts";

interface Needs extends InstanceSources {
    readonly source: (target: DeployTarget | undefined, signal: AbortSignal) => Promise<DeploySource | undefined>;
    readonly endpointsIn: (place: Place) => Promise<Endpoints>;
    readonly operations: Pick<EndpointOperations, "deploy">;
    /** Checks what costs money before it does; what runs on this machine is not checked. */
    readonly preflight: Pick<Preflight, "endpoint">;
    /** What sagemaker.json says of the endpoints of a crate, which is told by the beginning of a model's name. */
    readonly defaults: (stem: string) => Promise<EndpointDefaults>;
    /** The role that the user has chosen; empty for none. */
    readonly executionRole: (place: Place) => string;
    /** The CUDA toolkit of an image, such as `12.4`; undefined where it has none or none can be told. */
    readonly cudaOf: (place: Place, image: string, signal: AbortSignal) => Promise<string | undefined>;
    /** Says where a model.tar.gz of this machine is going to be in S3. */
    readonly modelUri: (place: Place, file: string, signal: AbortSignal) => Promise<string>;
    readonly uploadModel: (
        place: Place,
        file: string,
        uri: string,
        report: (message: string) => void,
        signal: AbortSignal,
    ) => Promise<void>;
    readonly showRequest: (requests: readonly DeploymentRequest[]) => Promise<void>;
    readonly sha256OfText: (text: string) => string;
    readonly ask: Ask;
    readonly progress: Progress;
    readonly requireTrust: () => void;
}

/** Puts a model behind an endpoint: that of a job, a model, an artifact or an image that was clicked on, or one that the user picks. */
export function deployEndpoint(needs: Needs) {
    const { source: sourceOf, operations, ask, progress, requireTrust } = needs;
    return async (signal: AbortSignal, target?: DeployTarget): Promise<void> => {
        requireTrust();
        const source = await sourceOf(target, signal);
        const plan = source && (await decidedPlan(source, signal));
        if (source === undefined || plan === undefined) {
            return;
        }
        const { place, file } = source;
        await progress(`Deploying ${plan.name}`, async (cancelled, report) => {
            const ended = AbortSignal.any([signal, cancelled]);
            if (file !== undefined) {
                await needs.uploadModel(place, file, plan.modelArtifact, report, ended);
            }
            await operations.deploy(place, plan, report, ended);
        });
    };

    /** Asks until the user agrees to a plan, which may take them back to the questions. */
    async function decidedPlan(source: DeploySource, signal: AbortSignal): Promise<Deployment | undefined> {
        const { place } = source;
        const endpoints = await needs.endpointsIn(place);
        const taken = new Set((await endpoints.list(signal)).map(({ name }) => name));
        const first = await firstPlan(source, signal);
        for (let earlier: Earlier | undefined; ;) {
            const steps = deploySteps(source, first, taken, needs);
            const answers = await ask.steps(`Deploy Endpoint on ${placeName(place)}`, steps, earlier);
            if (answers === undefined) {
                return undefined;
            }
            const plan = await completed(place, deploymentOf(first, answers), signal);
            const decided = await agreed(upcomingOf(source, plan), plan, signal);
            if (decided !== "back") {
                return decided;
            }
            earlier = { answers, isBack: true };
        }
    }

    async function firstPlan(source: DeploySource, signal: AbortSignal): Promise<Deployment> {
        const { place, image, roleArn, file, existingModel } = source;
        const modelArtifact = source.modelArtifact ?? (file === undefined ? "" : await needs.modelUri(place, file, signal));
        const role = roleArn || needs.executionRole(place);
        if (role === "") {
            throw new Problem("roleMissing", "An endpoint needs an execution role. Choose one first.", {
                remedy: { kind: "runCommand", label: "Choose Execution Role…", command: "rustSagemaker.role.choose" },
            });
        }
        const { instanceType = source.instanceType ?? USUAL_ENDPOINT_TYPE, ...defaults } = await needs.defaults(source.stem);
        const model = existingModel === undefined ? {} : { existingModel };
        return { ...defaults, name: "", specHash: "", ...model, image, modelArtifact, roleArn: role, instanceType };
    }

    /** Adds what follows from the rest: the host image whose driver the image's CUDA needs, and the digest. */
    async function completed(place: Place, plan: Deployment, signal: AbortSignal): Promise<Deployment> {
        const ami = plan.inferenceAmiVersion ?? (await amiFor(place, plan, signal));
        const { name, specHash: _, ...spec } = { ...plan, ...(ami !== undefined && { inferenceAmiVersion: ami }) };
        return { name, ...spec, specHash: needs.sha256OfText(JSON.stringify(spec)) };
    }

    async function amiFor(place: Place, { image, instanceType }: Deployment, signal: AbortSignal): Promise<string | undefined> {
        return neededAmi(instanceType, place.kind === "local" ? undefined : await needs.cudaOf(place, image, signal));
    }

    async function agreed(upcoming: Upcoming, plan: Deployment, signal: AbortSignal): Promise<Deployment | "back" | undefined> {
        const { place } = upcoming;
        if (place.kind === "local") {
            return plan;
        }
        const decided = await afterChecks(
            plan,
            async (one) => needs.preflight.endpoint(one, upcoming, signal),
            async (one) => needs.showRequest(deploymentRequests(one)),
            ask,
        );
        switch (decided?.action) {
            case undefined:
                return undefined;
            case "back":
                return "back";
            case "launch": {
                const price = await (await needs.pricesIn(place)).perHour("endpoint", decided.plan.instanceType, signal);
                const final = await completed(place, decided.plan, signal);
                const question = `Deploy endpoint "${final.name}" on ${placeName(place)}?`;
                return (await ask.confirm(question, deploymentCost(final, price), "Deploy")) ? final : undefined;
            }
        }
    }
}

/** A file is uploaded before the endpoint is made, into a bucket that is made for it where there is none. */
function upcomingOf({ place, file }: DeploySource, { modelArtifact }: Deployment): Upcoming {
    const bucket = file === undefined ? undefined : parseS3Uri(modelArtifact)?.bucket;
    return bucket === undefined ? { place } : { place, newBucket: bucket, uploadsModel: true };
}
