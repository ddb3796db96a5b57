import type { Deployment } from "../../../src/core/endpoint/deployment.ts";

/** A deployment of which only name and digest matter. */
export const irisDeployment: Deployment = {
    name: "iris",
    specHash: "hash",
    image: "image",
    modelArtifact: "",
    roleArn: "role",
    instanceType: "ml.m5.large",
};
