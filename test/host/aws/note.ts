import type { WholeAnswer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { Received } from "./received.ts";
import { type AnsweredBy, kept, keptHeaders, type Recorder } from "./recording.ts";

/** What became of a call. */
export interface Outcome {
    readonly by: AnsweredBy;
    /** Absent where no answer came. */
    readonly answer?: WholeAnswer;
    readonly fault?: Fault["what"] | undefined;
}

/** Records a call with what became of it. */
export function note(record: Recorder, { call, request, body }: Received, { by, answer, fault }: Outcome): void {
    const requestBody = kept(Buffer.isBuffer(body) ? body : undefined);
    const responseBody = kept(answer?.body);
    record({
        ...call,
        method: request.method ?? "",
        url: request.url ?? "",
        requestHeaders: keptHeaders(request.headers),
        ...(requestBody !== undefined && { requestBody }),
        status: answer?.status ?? 0,
        responseHeaders: keptHeaders(answer?.headers ?? {}),
        ...(responseBody !== undefined && { responseBody }),
        answeredBy: by,
        ...(fault !== undefined && { fault }),
    });
}
