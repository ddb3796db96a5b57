import { placeName, type Place } from "../../../core/place.ts";
import type { Problem } from "../../../core/problem.ts";
import { attempts } from "./attempts.ts";
import type { ServiceConfig } from "./clientConfig.ts";
import { type Credentials, MFA_CODE_NEEDED } from "./credentials.ts";
import { operationOf } from "./operation.ts";
import { credentialsProblem, signInProblem } from "./credentialsProblem.ts";
import { untilAborted } from "./untilAborted.ts";

/** A client of any service, as far as it matters here. */
export interface ServiceClient {
    readonly config: unknown;
    destroy(): void;
}

/** The class of a service's client. */
export type ServiceClass<C> = new (config: ServiceConfig) => C;

/** Waits until the user has signed in to AWS again, or throws the problem where nobody is asked or nobody will. */
export type SignIn = (problem: Problem, signal: AbortSignal, place: Place) => Promise<void>;

/** Who makes calls: a place, with the credentials of now. */
export interface Caller {
    readonly place: Place;
    /** Undefined where any credentials do. */
    readonly credentials: () => Promise<Credentials> | undefined;
    /** Has credentials and configuration read anew, unless newer ones than these are known. */
    readonly renew: (used: Credentials | undefined) => void;
    readonly signIn: SignIn;
    /** Is told of each call that was answered: the sign-in is good. */
    readonly answered: (place: Place) => void;
    readonly log: (message: string) => void;
}

interface Options {
    readonly abortSignal?: AbortSignal;
}

interface Command {
    readonly schema?: unknown;
    readonly input?: unknown;
}

type Send = (command: Command, options: Options & { readonly requestTimeout: number }) => Promise<unknown>;

const NEVER = new AbortController().signal;

/**
 * A client that outlasts the credentials it began with. It is an instance of its class, as the SDK's paginators want, but each call is made
 * on the client of the moment, is repeated where it may be, and waits for a sign-in where the last one has expired.
 */
export function lastingClient<C extends ServiceClient>(Service: ServiceClass<C>, current: () => C, caller: Caller): C {
    const send = (command: Command, { abortSignal = NEVER, ...options }: Options = {}) =>
        call(
            command,
            (attemptMs) => sendOf(current())(command, { requestTimeout: attemptMs, ...options, abortSignal }),
            caller,
            abortSignal,
        );
    return Object.create(Service.prototype, {
        config: { get: () => current().config },
        send: { value: send },
        destroy: { value: () => undefined }, // it is shared
    });
}

function sendOf(client: ServiceClient): Send {
    if (!("send" in client) || typeof client.send !== "function") {
        throw new TypeError("A client of AWS's SDK cannot send.");
    }
    const { send } = client;
    return async (...sent) => send.apply(client, sent);
}

async function call(
    command: Command,
    attempt: (attemptMs: number) => Promise<unknown>,
    caller: Caller,
    signal: AbortSignal,
): Promise<unknown> {
    const { name, effect, attemptMs } = operationOf(command);
    const onThrottled = () =>
        caller.log(`${name} in ${placeName(caller.place)} is asked for too often; it is repeated more slowly.`);
    for (let isRenewed = false; ;) {
        let credentials: Credentials | undefined;
        try {
            // Before the time of the call itself begins: who gives credentials may ask a person.
            credentials = await untilAborted(async () => caller.credentials(), signal);
            const answer = await attempts(effect, () => untilAborted(() => attempt(attemptMs), signal), onThrottled, signal);
            caller.answered(caller.place);
            return answer;
        } catch (error) {
            const problem = signInProblem(caller.place, error, credentials);
            if (problem === undefined || hasStream(command)) {
                throw problem ?? credentialsProblem(caller.place, error) ?? error;
            }
            const isCodeNeeded = error instanceof Error && error.name === MFA_CODE_NEEDED;
            if (isRenewed || isCodeNeeded) {
                await untilAborted(() => caller.signIn(problem, signal, caller.place), signal);
            }
            if (!isCodeNeeded) {
                isRenewed = !isRenewed; // the first time, somebody may have signed in elsewhere
                caller.renew(credentials);
            }
        }
    }
}

/** What was read from a stream cannot be sent again. */
function hasStream({ input }: Command): boolean {
    const body = typeof input === "object" && input !== null && "Body" in input ? input.Body : undefined;
    return typeof body === "object" && body !== null && "pipe" in body;
}
