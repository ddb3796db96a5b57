import type { SageMakerClientConfig } from "@aws-sdk/client-sagemaker";
import type { Place } from "../../../core/place.ts";
import type { Credentials } from "./credentials.ts";
import { httpHandler } from "./httpHandler.ts";
import type { ProxySettings } from "./proxy.ts";

/** How every AWS client of a place is set up. */
export type ServiceConfig = Pick<
    SageMakerClientConfig,
    "credentials" | "disableHostPrefix" | "endpoint" | "maxAttempts" | "profile" | "region" | "requestHandler" | "userAgentAppId"
>;

/** Answers the address of Local SageMaker, and starts it when it does not run. */
export type LocalUrl = () => Promise<string>;

/**
 * Sets up the clients of a place. Local SageMaker takes any credentials, so it is never sent the user's; its address is asked for with
 * each request, because a server that was restarted listens on another port. The SDK itself repeats nothing: `attempts.ts` does.
 */
export function clientConfig(
    place: Place,
    {
        localUrl,
        credentials,
        proxy,
    }: {
        readonly localUrl: LocalUrl;
        readonly credentials: () => Promise<Credentials>;
        readonly proxy: ProxySettings;
    },
): ServiceConfig {
    const shared = { region: place.region, maxAttempts: 1, userAgentAppId: "rust-sagemaker" };
    if (place.kind === "local") {
        return {
            ...shared,
            endpoint: async () => endpointOf(await localUrl()),
            credentials: { accessKeyId: "local", secretAccessKey: "local" },
            disableHostPrefix: true,
            requestHandler: httpHandler(proxy),
        };
    }
    return {
        ...shared,
        ...(place.profile !== "" && { profile: place.profile }),
        credentials,
        // An address that stands for all of AWS has no names in front of its own.
        disableHostPrefix: Boolean(process.env["AWS_ENDPOINT_URL"]),
        requestHandler: httpHandler(proxy),
    };
}

function endpointOf(url: string) {
    const { protocol, hostname, port, pathname } = new URL(url);
    return { protocol, hostname, port: Number(port), path: pathname };
}
