import { ECRClient } from "@aws-sdk/client-ecr";
import type { Place } from "../../core/place.ts";
import { inWords } from "./transport/awsProblem.ts";

/** Finds the region where none is chosen: that of the environment or of the profile, as the SDK looks for it. */
export async function awsPlace(profile: string, region: string): Promise<Extract<Place, { readonly kind: "aws" }>> {
    if (region !== "") {
        return { kind: "aws", profile, region };
    }
    const client = new ECRClient(profile === "" ? {} : { profile });
    return { kind: "aws", profile, region: await inWords("Reaching AWS", () => client.config.region()) };
}
