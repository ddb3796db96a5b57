import { ApiError } from "../protocol/apiError.ts";

/** First and last byte, both inclusive. */
export interface ByteRange {
    readonly start: number;
    readonly end: number;
}

/** Reads a `Range` header for an object of a size. Undefined stands for the whole object, also where the header is not understood, as S3 does. */
export function byteRange(value: string | undefined, size: number): ByteRange | undefined {
    const [, first = "", last = ""] = /^bytes=(\d*)-(\d*)$/.exec(value ?? "") ?? [];
    if (first === "" && last === "") {
        return undefined;
    }
    const start = first === "" ? Math.max(0, size - Number(last)) : Number(first);
    const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
    if (start >= size) {
        throw new ApiError("InvalidRange", "The requested range is not satisfiable", { status: 416 });
    }
    return end < start ? undefined : { start, end };
}
