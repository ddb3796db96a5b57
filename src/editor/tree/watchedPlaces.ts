import { LOCAL, type Place, placeName } from "../../core/place.ts";
import { type Poll, poll } from "./poll.ts";
import { type Interest, restMs } from "./restMs.ts";
import type { PlaceResources } from "./resources.ts";

interface Needs {
    readonly resourcesIn: (place: Place) => PlaceResources;
    /** What beside the place itself decides how often it is asked. */
    readonly interestIn: (resources: PlaceResources) => Pick<Interest, "isVisible" | "isFollowed" | "isBilled">;
    readonly random: () => number;
    /** Told when a place came or went. */
    readonly onChange: () => void;
}

interface WatchedPlace {
    readonly resources: PlaceResources;
    readonly polling: Poll;
}

/** A place that takes longer is asked anew: long enough for Local SageMaker to be started, and for AWS to be asked again and again. */
const LONGEST_ANSWER_MS = { local: 30_000, aws: 75_000 };

/** This machine, and AWS once the user has connected. Each is asked by a poll of its own, so that one that does not answer holds up none. */
export class WatchedPlaces {
    readonly #needs: Needs;
    #places: readonly WatchedPlace[];

    constructor(needs: Needs) {
        this.#needs = needs;
        this.#places = [this.#watch(LOCAL)];
    }

    get resources(): readonly PlaceResources[] {
        return this.#places.map(({ resources }) => resources);
    }

    get runningCount(): number {
        return this.resources.reduce((sum, { runningCount }) => sum + runningCount, 0);
    }

    /** Asks this place of AWS from now on, and no other; undefined: none. What is watched already goes on. */
    connect(place: Place | undefined): void {
        const name = place && placeName(place);
        const stays = ({ resources }: WatchedPlace) => resources.place.kind === "local" || placeName(resources.place) === name;
        const gone = this.#places.filter((one) => !stays(one));
        const kept = this.#places.filter(stays);
        gone.forEach(({ polling }) => polling.dispose());
        const isNew = place !== undefined && !kept.some(({ resources }) => placeName(resources.place) === name);
        const added = isNew ? [this.#watch(place)] : [];
        this.#places = [...kept, ...added];
        if (gone.length + added.length > 0) {
            this.#needs.onChange();
        }
        added.forEach(({ polling }) => polling.wake());
    }

    /** Asks every place at once. */
    wake(): void {
        this.#places.forEach(({ polling }) => polling.wake());
    }

    dispose(): void {
        this.#places.forEach(({ polling }) => polling.dispose());
    }

    #watch(place: Place): WatchedPlace {
        const { resourcesIn, interestIn, random } = this.#needs;
        const resources = resourcesIn(place);
        const polling = poll(
            async (signal, isWoken) => {
                const limited = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_ANSWER_MS[place.kind])]);
                await resources.refresh(limited, isWoken);
            },
            () => {
                const { isActive, failures } = resources;
                return restMs({ place, isActive, failures, ...interestIn(resources) }, random);
            },
        );
        return { resources, polling };
    }
}
