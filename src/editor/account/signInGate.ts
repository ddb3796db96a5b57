import type { Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";

interface Needs {
    /** Offers to sign in, and answers whether the user has; false where they turned away. A failure is theirs who asked. */
    readonly offer: (problem: Problem, place: Place) => Promise<boolean>;
    readonly onExpired: (place: Place) => void;
}

/** Where calls wait whose sign-in has expired. */
export interface SignInGate {
    /** Waits until somebody has signed in; throws the problem when the user turns away. However many wait, the user is asked once. */
    readonly wait: (problem: Problem, signal: AbortSignal, place: Place) => Promise<void>;
    /** For what nobody waits for: throws the problem at once. */
    readonly pass: (problem: Problem, signal: AbortSignal, place: Place) => Promise<never>;
    /** Lets all that wait go on: somebody has signed in, here or with AWS's own tools. */
    readonly open: () => void;
    /** Ends all that wait, as if it had been cancelled: the user has disconnected. */
    readonly close: () => void;
}

export function signInGate({ offer, onExpired }: Needs): SignInGate {
    let waiting: PromiseWithResolvers<void> | undefined;
    let isOffered = false;
    const settle = (end: (gate: PromiseWithResolvers<void>) => void) => {
        isOffered = false;
        const gate = waiting;
        waiting = undefined;
        if (gate !== undefined) {
            end(gate);
        }
    };
    const gateOf = (problem: Problem, place: Place): PromiseWithResolvers<void> => {
        const gate = Promise.withResolvers<void>();
        gate.promise.catch(() => undefined); // those who wait are told
        if (!isOffered) {
            // A notification cannot be taken back: while an earlier one stands, nobody is asked twice.
            isOffered = true;
            offer(problem, place).then(
                (isSignedIn) => settle(isSignedIn ? ({ resolve }) => resolve() : ({ reject }) => reject(problem)),
                (error: unknown) => settle(({ reject }) => reject(error)),
            );
        }
        return gate;
    };
    return {
        wait: (problem, signal, place) => {
            onExpired(place);
            signal.throwIfAborted();
            waiting ??= gateOf(problem, place);
            return waiting.promise;
        },
        pass: (problem, _signal, place) => {
            onExpired(place);
            return Promise.reject(problem);
        },
        open: () => {
            waiting?.resolve();
            waiting = undefined;
        },
        close: () => {
            waiting?.reject(new DOMException("The user has disconnected from AWS.", "AbortError"));
            waiting = undefined;
        },
    };
}
