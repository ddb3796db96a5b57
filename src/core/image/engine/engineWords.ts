/** The last line of an engine's words, without what clients put before every failure and the advice behind it; undefined for none. */
export function lastWords(text: string): string | undefined {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !/ --help'/.test(line));
    return lines
        .at(-1)
        ?.trim()
        .replace(/^(?:docker: )?(?:Error response from daemon: |Error: )?/, "");
}

/** Whether an engine says that it has no such image: Docker, Podman and nerdctl in turn. */
export function isMissingImage(text: string): boolean {
    return /no such (?:image|object)|image not known|failed to find image|no image found|not found: not found/i.test(text);
}
