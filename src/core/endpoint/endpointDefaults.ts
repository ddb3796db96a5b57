import { type EndpointSettings, USUAL_ENDPOINT_TYPE } from "../workspace/projectEndpoint.ts";
import type { Deployment } from "./deployment.ts";

/** What a deployment begins with. */
export type EndpointDefaults = Partial<Omit<Deployment, "name" | "specHash" | "image" | "modelArtifact">>;

/** The block `endpoint` of a sagemaker.json as the values of a deployment. */
export function endpointDefaults(settings: EndpointSettings): EndpointDefaults {
    const { instanceType, instanceCount, inferenceAmiVersion, startupTimeoutSeconds, downloadTimeoutSeconds } = settings;
    const { volumeGib, volumeKmsKey, vpc, networkIsolation, environment, tags } = settings;
    return {
        // What nobody chose is no reason to leave the instance type that the model was trained on.
        ...(instanceType !== USUAL_ENDPOINT_TYPE && { instanceType }),
        ...(instanceCount !== undefined && { instanceCount }),
        ...(inferenceAmiVersion !== undefined && { inferenceAmiVersion }),
        ...(startupTimeoutSeconds !== undefined && { startupTimeoutSeconds }),
        ...(downloadTimeoutSeconds !== undefined && { downloadTimeoutSeconds }),
        ...(volumeGib !== undefined && { volumeGib }),
        ...(volumeKmsKey !== undefined && { volumeKmsKey }),
        ...(vpc !== undefined && { vpc }),
        ...(networkIsolation !== undefined && { isNetworkIsolated: networkIsolation }),
        ...(environment !== undefined && { environment }),
        ...(tags !== undefined && { tags }),
    };
}

/** A crate's sagemaker.json, as far as endpoints go. */
export interface ProjectDefaults {
    /** The crate's folder, by which its jobs are named unless it is called otherwise. */
    readonly folder: string;
    readonly settings: EndpointSettings;
}

/** Which of the workspace's projects a model comes from: the only one, or the one whose name its name begins with. */
export function projectOf(stem: string, projects: readonly ProjectDefaults[]): ProjectDefaults | undefined {
    const [only, ...others] = projects;
    return others.length === 0 ? only : projects.find(({ folder }) => folder !== "" && stem.startsWith(folder));
}
