import { type Filter, NO_FILTER } from "./filter.ts";
import type { Paged } from "./messageRow.ts";
import type { ModelListings } from "./modelListings.ts";
import type { PlaceResources } from "./resources.ts";
import { placeName } from "../../core/place.ts";

interface Needs {
    readonly resources: () => readonly PlaceResources[];
    readonly models: Pick<ModelListings, "forget" | "more">;
    /** Draws the tree anew; what is listed on opening as well. */
    readonly redraw: () => void;
    readonly relist: () => void;
    /** Whether rows are grouped by day, in storage that outlives the window. */
    readonly byDay: { readonly get: () => boolean; readonly set: (isByDay: boolean) => void };
}

/** What the user has told the tree to show: which rows, how many, in groups or not. A filter ends with the window, so that none is forgotten. */
export class TreeLook {
    readonly #needs: Needs;
    #filter = NO_FILTER;

    constructor(needs: Needs) {
        this.#needs = needs;
    }

    get filter(): Filter {
        return this.#filter;
    }

    /** Shows what is known at once, and what SageMaker finds as it comes. */
    async limitTo(filter: Filter, signal: AbortSignal): Promise<void> {
        this.#filter = filter;
        this.#needs.models.forget();
        this.#needs.redraw();
        this.#needs.relist();
        // What cannot be listed says so in its row; here it would hide what the other place has found.
        const answers = await Promise.allSettled(this.#needs.resources().map((one) => one.limitTo(filter, signal)));
        const failed = answers.find((answer) => answer.status === "rejected");
        if (failed !== undefined) {
            throw failed.reason;
        }
    }

    toggleDays(): void {
        this.#needs.byDay.set(!this.#needs.byDay.get());
        this.#needs.redraw();
    }

    /** Loads what the row at the end of a group stands for. */
    async more({ place, of }: Paged, signal: AbortSignal): Promise<void> {
        if (of === "models") {
            await this.#needs.models.more(place, signal);
            this.#needs.relist();
            return;
        }
        const name = placeName(place);
        await this.#needs
            .resources()
            .find((one) => placeName(one.place) === name)
            ?.more(of, this.#filter, signal);
    }
}
