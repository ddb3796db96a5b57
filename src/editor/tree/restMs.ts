import type { Place } from "../../core/place.ts";

/** What decides how often a place is asked. */
export interface Interest {
    readonly place: Place;
    readonly isVisible: boolean;
    /** Whether something is at work there, so that its state can change by itself. */
    readonly isActive: boolean;
    /** Whether something is at work there that this window launched or follows. */
    readonly isFollowed: boolean;
    /** Whether something there costs money, of which the status bar tells. */
    readonly isBilled: boolean;
    /** How many refreshes in a row have failed. */
    readonly failures: number;
}

const SECOND_MS = 1000;
const LONGEST_BACK_OFF_MS = 300 * SECOND_MS;

/**
 * How long to rest before a place is asked again, in milliseconds; undefined: until someone looks. Local SageMaker is asked often while a state
 * can change, because asking costs nothing; an account of AWS may list training jobs twice a second, with all of its users.
 */
export function restMs(interest: Interest, random: () => number): number | undefined {
    const { place, isVisible, isActive, failures } = interest;
    if (place.kind === "local") {
        return isActive ? 500 : isVisible ? 3 * SECOND_MS : undefined;
    }
    const rest = restInAws(interest);
    // While all windows of all users back off in step, the next throttling is sure: each takes its own part of the time.
    const backOff = Math.min(LONGEST_BACK_OFF_MS, 10 * SECOND_MS * 2 ** failures) * (0.5 + random() / 2);
    return rest === undefined || failures === 0 || !isVisible ? rest : Math.max(backOff, 10 * SECOND_MS);
}

function restInAws({ isVisible, isActive, isFollowed, isBilled }: Interest): number | undefined {
    if (isVisible) {
        return (isActive ? 10 : 60) * SECOND_MS;
    }
    if (isFollowed) {
        return 60 * SECOND_MS;
    }
    return isBilled ? 300 * SECOND_MS : undefined;
}
