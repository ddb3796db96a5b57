/** Where a person watches a build. */
export interface BuildView {
    /** Says what is built, in place of what an earlier build left; `cancel` is called when the user ends it there. */
    begin(heading: string, cancel: () => void): void;
    /** Output of the build as it comes, foreign text. */
    write(text: string): void;
    /** Says how the build ended. */
    end(sentence: string, outcome: "succeeded" | "failed"): void;
}
