/** Waits until something is so; VS Code tells of little when it is done. */
export async function until(isSo: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!(await isSo())) {
        if (Date.now() > deadline) {
            throw new Error(`It was not so after ${seconds} s: ${String(isSo)}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}
