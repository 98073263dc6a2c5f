/// What several packages of the module need.
package dev.headroom.write.internal;
