import type { WholeAnswer } from "./answer.ts";
import type { Received } from "./received.ts";

/** The last answers to reads, which a stale read repeats. */
export interface EarlierAnswers {
    get(received: Received): WholeAnswer | undefined;
    keep(received: Received, answer: WholeAnswer): void;
}

const MOST = 2000;

export function earlierAnswers(): EarlierAnswers {
    const answers = new Map<string, WholeAnswer>();
    const keyOf = ({ call, text }: Received) => `${call.service} ${call.operation} ${text}`;
    return {
        get: (received) => answers.get(keyOf(received)),
        keep(received, answer) {
            if (isRead(received)) {
                answers.delete(keyOf(received));
                answers.set(keyOf(received), answer);
                const [oldest] = answers.keys();
                if (answers.size > MOST && oldest !== undefined) {
                    answers.delete(oldest);
                }
            }
        },
    };
}

/** Whether a call only reads, and has an answer that is small. */
export function isRead({ call }: Received): boolean {
    return (call.protocol === "json" || call.protocol === "query") && /^(Describe|List|Get)/.test(call.operation);
}
