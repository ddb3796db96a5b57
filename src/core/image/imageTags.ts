/** What git knows of the folder that an image is built from. */
export interface SourceState {
    /** The first twelve hex digits of the commit. */
    readonly commit: string;
    /** Whether files differ from that commit. */
    readonly dirty: boolean;
}

/**
 * The tag that tells what an image was built from: the commit, marked when files differed from it; without git the moment (UTC). There is
 * no `latest`: it names another image with each build.
 */
export function sourceTag(source: SourceState | undefined, builtAt: Date): string {
    if (source === undefined) {
        const digits = builtAt.toISOString().replace(/\D/g, "");
        return `${digits.slice(0, 8)}-${digits.slice(8, 14)}`;
    }
    return source.dirty ? `${source.commit}-dirty` : source.commit;
}

/**
 * The tag that stays with one image, whatever is built later. The others move on with the next build, and an engine would then count the
 * image as dangling, though jobs and endpoints are still bound to it.
 */
export function contentTag(imageId: string): string {
    return `id-${imageId.replace(/^sha256:/, "").slice(0, 12)}`;
}

/** Takes tags apart that a user typed, with spaces or commas between; says what is wrong when one is no tag. */
export function parseTags(text: string): { readonly tags: readonly string[] } | { readonly fault: string } {
    const tags = [...new Set(text.split(/[\s,]+/).filter((tag) => tag !== ""))];
    const wrong = tags.find((tag) => !/^\w[\w.-]{0,127}$/.test(tag));
    return wrong === undefined
        ? { tags }
        : {
              fault: `This is no tag: ${wrong}. Up to 128 letters, digits, "_", "." and "-", beginning with none of the last two.`,
          };
}
