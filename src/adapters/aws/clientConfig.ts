import type { SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import type { Place } from "../../core/place.ts";

/** How every AWS client of a place is set up. */
export type Whereabouts = Pick<SageMakerClientConfig, "credentials" | "endpoint" | "profile" | "region" | "maxAttempts">;

/** Answers the address of Local SageMaker, and starts it when it does not run. */
export type LocalUrl = () => Promise<string>;

/**
 * Sets up the clients of a place. Local SageMaker takes any credentials, so it is never sent the user's; its address is asked for with
 * each request, because a server that was restarted listens on another port.
 */
export function clientConfig(place: Place, localUrl: LocalUrl): Whereabouts {
    return place.kind === "aws"
        ? { ...(place.profile !== "" && { profile: place.profile }), region: place.region }
        : {
              endpoint: async () => endpointOf(await localUrl()),
              region: place.region,
              credentials: { accessKeyId: "local", secretAccessKey: "local" },
              maxAttempts: 2,
          };
}

function endpointOf(url: string) {
    const { protocol, hostname, port, pathname } = new URL(url);
    return { protocol, hostname, port: Number(port), path: pathname };
}
