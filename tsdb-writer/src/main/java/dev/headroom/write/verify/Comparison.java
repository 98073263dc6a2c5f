package dev.headroom.write.verify;

import java.util.List;

/// What a verification says of an original block and the one that was made of it.
///
/// @param original the original's directory; `null` when a new block was made of none
/// @param rewritten the new block's directory; `null` when nothing is left of the original
public record Comparison(String original, String rewritten, Accounting accounting, List<Finding> findings) {}
