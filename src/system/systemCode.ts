/** The code of an error of the operating system or of Node, such as ENOENT; undefined for any other thrown value. */
export function systemCode(error: unknown): string | undefined {
    return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** Whether there was no room, on the disk or within the user's share of it. */
export function isDiskFull(error: unknown): boolean {
    const code = systemCode(error);
    return code === "ENOSPC" || code === "EDQUOT";
}
