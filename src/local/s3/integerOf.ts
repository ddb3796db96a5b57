import { ApiError } from "../protocol/apiError.ts";

/** A query parameter that is a whole number from 0 on; undefined when it is not there. */
export function integerOf(query: URLSearchParams, name: string): number | undefined {
    const value = query.get(name);
    if (value === null) {
        return undefined;
    }
    if (!/^\d{1,10}$/.test(value)) {
        throw new ApiError("InvalidArgument", `Provided ${name} not an integer or within integer range`);
    }
    return Number(value);
}
