/** The code of an error of the system, such as ENOENT; undefined for every other thrown value. */
export function errorCode(error: unknown): string | undefined {
    return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** The words of whatever was thrown. */
export function errorText(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
