import { type ClientOf, clients, type Surroundings } from "../../../src/adapters/aws/clients.ts";
import type { SignIn } from "../../../src/adapters/aws/transport/lastingClient.ts";

/** The clients of AWS as the extension makes them, for the credentials and the address that the environment names; nobody is asked to sign in unless told. */
export function clientOf(
    profile = "",
    { signIn = (problem) => Promise.reject(problem), ...given }: Partial<Surroundings & { readonly signIn: SignIn }> = {},
): ClientOf {
    const surroundings = {
        localUrl: () => Promise.reject(new Error("No test here asks Local SageMaker.")),
        proxy: () => ({ address: "", direct: [] }),
        answered: () => {},
        log: () => {},
        ...given,
    };
    return clients(surroundings).in({ kind: "aws", profile, region: "us-east-1" }, signIn);
}
