package dev.headroom.cli;

import java.util.Collection;

/// The name that somebody probably meant.
final class Nearest {
    private Nearest() {}

    /// A question to put behind a message, such as `; did you mean --match?`; empty when no name is near.
    static String question(String wrong, Collection<String> names) {
        String nearest = "";
        int least = 1 + wrong.length() / 4;
        for (String name : names) {
            int distance = distance(wrong, name);
            if (distance <= least) {
                least = distance - 1;
                nearest = name;
            }
        }
        return nearest.isEmpty() ? "" : "; did you mean " + nearest + "?";
    }

    /// How many letters to put in, leave out, replace or swap with their neighbour to make one text the other.
    private static int distance(String a, String b) {
        int[][] distances = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    distances[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(distances[i - 1][j], distances[i][j - 1]) + 1;
                least = Math.min(least, distances[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, distances[i - 2][j - 2] + 1);
                }
                distances[i][j] = least;
            }
        }
        return distances[a.length()][b.length()];
    }
}
