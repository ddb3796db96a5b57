/** Where a person watches a build or a push. */
export interface BuildView {
    /** Says what is built or pushed; `cancel` is called when the user ends it there. */
    begin(heading: string, cancel: () => void): void;
    /** Output of the build as it comes, foreign text. */
    write(text: string): void;
    /** Says how the build ended. */
    end(sentence: string, outcome: "succeeded" | "failed"): void;
}
