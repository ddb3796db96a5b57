import { contentTypeOfFile, contentTypeOfText } from "../../core/request/payload.ts";
import { rasterTypeOf } from "../../core/request/rasterType.ts";
import type { ExampleView, ToPanel } from "../../protocol/panel.ts";
import type { Example, SessionNeeds } from "./panelNeeds.ts";

type Needs = Pick<SessionNeeds, "examples" | "documents"> & { readonly post: (message: ToPanel) => void };

/** A picture beside an example's name is no more than this many bytes. */
const LARGEST_PICTURE = 200_000;

/** Where the bodies of a panel's requests come from: an editor, a file, a saved example. */
export class PanelBodies {
    readonly #needs: Needs;
    #examples: readonly Example[] = [];
    #last: Example | undefined;

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    async listExamples(): Promise<void> {
        this.#examples = await this.#needs.examples();
        this.#needs.post({ type: "examples", examples: this.#examples.map(exampleView) });
    }

    useExample(index: number): void {
        const example = this.#examples[index];
        if (example) {
            this.#give(example);
        }
    }

    useEditor(): void {
        const editor = this.#needs.documents.editorText();
        if (!editor) {
            this.#needs.post({ type: "notice", message: "No text editor was used yet: open the body in one, then come back." });
            return;
        }
        const { name, languageId, text } = editor;
        this.#give({ name, contentType: contentTypeOfText(name, languageId), body: new TextEncoder().encode(text) });
    }

    async chooseFile(): Promise<void> {
        const file = await this.#needs.documents.chooseFile();
        if (file) {
            this.#give({ ...file, contentType: contentTypeOfFile(file.name) });
        }
    }

    /** Gives the last body again to a page that could not keep it while it was hidden. */
    recall(): void {
        if (this.#last) {
            this.#give(this.#last);
        } else {
            this.#needs.post({ type: "notice", message: "The body was too large to be kept: choose it again." });
        }
    }

    #give({ name, contentType, body }: Example): void {
        this.#last = { name, contentType, body };
        this.#needs.post({ type: "body", name, contentType, body });
    }
}

function exampleView({ name, contentType, body }: Example): ExampleView {
    const shown = body.length <= LARGEST_PICTURE && rasterTypeOf(body) !== undefined;
    return { name, contentType, size: body.length, picture: shown ? body : undefined };
}
