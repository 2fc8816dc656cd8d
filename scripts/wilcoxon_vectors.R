#!/usr/bin/env Rscript
# What R says of the statistics that harness/figures computes: harness/figures/wilcoxon_vectors.json, which
# wilcoxon_vectors_test.cc reads. Needs R alone (Debian: r-base-core), and only who changes the vectors needs it.
#
#   scripts/wilcoxon_vectors.R >harness/figures/wilcoxon_vectors.json
#
# Where there are neither ties nor zeros all is wilcox.test(exact = TRUE, conf.int = TRUE). Else that falls back to the normal
# distribution, and p is found by every assignment of signs to the midranks (zeros left out, as Wilcoxon did), the pseudomedian
# and the interval by their definition: the median of the Walsh averages, and those that qsignrank says.

number <- function(x) sprintf("%.17g", x)
decimal <- function(x) sprintf("%.15g", x)  # of what was rounded to a few digits
array_of <- function(texts) paste0("[", paste(texts, collapse = ", "), "]")
object_of <- function(fields) paste0("{", paste0('"', names(fields), '": ', fields, collapse = ", "), "}")

walsh <- function(d) {
  sums <- outer(d, d, "+") / 2
  sort(sums[!lower.tri(sums)])
}

# NA twice where no interval has the level at this n; wilcox.test would give one of another level there.
interval <- function(d, level) {
  n <- length(d)
  if (psignrank(0, n) > level / 2) return(c(NA, NA))
  k <- max(1, qsignrank(level / 2, n))
  averages <- walsh(d)
  ends <- c(averages[k], averages[length(averages) + 1 - k])
  if (is_exact(d)) {
    said <- wilcox.test(d, exact = TRUE, conf.int = TRUE, conf.level = 1 - level)$conf.int
    stopifnot(abs(said - ends) < 1e-12)
  }
  ends
}

is_exact <- function(d) all(d != 0) && !anyDuplicated(abs(d))

p_of <- function(d) {
  if (is_exact(d)) return(wilcox.test(d, exact = TRUE)$p.value)
  d <- d[d != 0]
  ranks <- rank(abs(d))
  sums <- 0
  for (r in ranks) sums <- c(sums, sums + r)  # of every set of positive differences
  seen <- sum(ranks[d > 0])
  min(1, 2 * min(mean(sums <= seen), mean(sums >= seen)))
}

pseudomedian <- function(d) {
  middle <- median(walsh(d))
  if (is_exact(d)) {
    said <- wilcox.test(d, exact = TRUE, conf.int = TRUE)$estimate
    stopifnot(abs(said - middle) < 1e-12)
  }
  middle
}

# The levels of looks (looks.h): what is spent by each look is the chance that a Brownian motion has been outside of the looks' bounds by
# then. `inside`: how probable it is to be at each of `nodes` at a look, and to have been within the bounds before; from look to look
# by Simpson's rule (Armitage, McPherson and Rowe 1969).
looks <- c(10, 14, 20, 28, 40)
at <- looks / 40
spent <- 0.05 * at^1.5
to_spend <- diff(c(0, spent))
bounds <- qnorm(to_spend[1] / 2, sd = sqrt(at[1]), lower.tail = FALSE)
nodes <- seq(-bounds[1], bounds[1], length.out = 2001)
inside <- dnorm(nodes, sd = sqrt(at[1]))
for (k in 2:length(looks)) {
  step <- sqrt(at[k] - at[k - 1])
  weighted <- inside * c(1, rep(c(4, 2), 999), 4, 1) * (nodes[2] - nodes[1]) / 3
  left_now <- function(bound) sum(weighted * (pnorm((-bound - nodes) / step) + pnorm((nodes - bound) / step)))
  bounds[k] <- uniroot(function(bound) left_now(bound) - to_spend[k], c(0.5, 5), tol = 1e-12)$root
  further <- seq(-bounds[k], bounds[k], length.out = 2001)
  inside <- sapply(further, function(to) sum(weighted * dnorm(to - nodes, sd = step)))
  nodes <- further
}
levels <- 2 * pnorm(-bounds / sqrt(at))

vector_of <- function(kind, d) {
  ends <- lapply(c(0.05, levels), function(level) {
    pair <- interval(d, level)
    object_of(c(level = number(level), low = if (is.na(pair[1])) "null" else number(pair[1]),
                high = if (is.na(pair[2])) "null" else number(pair[2])))
  })
  object_of(c(kind = paste0('"', kind, '"'), differences = array_of(decimal(d)), estimate = number(pseudomedian(d)),
              p = number(p_of(d)), intervals = array_of(unlist(ends))))
}

set.seed(20261126)
# Whether the draw is what its kind is about: a coarse draw may have no tie by chance.
fits <- function(kind, d) {
  sizes <- abs(d[d != 0])
  (anyDuplicated(sizes) > 0) == (kind %in% c("ties", "both")) && any(d == 0) == (kind %in% c("zeros", "both"))
}
draw <- function(kind, n) {
  repeat {
    d <- round(rnorm(n, 0.3), if (kind %in% c("ties", "both")) 1 else 4)
    if (kind %in% c("zeros", "both")) d[sample(n, n %/% 6 + 1)] <- 0
    if (fits(kind, d)) return(d)
  }
}

vectors <- c()
for (n in c(6, 12, 20, 40)) {
  for (kind in if (n <= 20) c("plain", "ties", "zeros", "both") else "plain") {  # 2^40 assignments of signs are too many
    for (repetition in 1:3) vectors <- c(vectors, vector_of(kind, draw(kind, n)))
  }
}

adjusted <- lapply(list(c(0.04, 0.01, 0.03, 0.005, 0.8), c(0.02, 0.02, 0.02), c(1, 0.9, 0.5, 0.0001), round(runif(20)^3, 4)),
                   function(p) {
  object_of(c(p = array_of(decimal(p)), holm = array_of(number(p.adjust(p, "holm"))), BH = array_of(number(p.adjust(p, "BH")))))
})

cat('{"made_by": "scripts/wilcoxon_vectors.R with ', R.version.string, '",\n', sep = "")
cat(' "looks": [', paste(sprintf('{"blocks": %d, "level": %s}', looks, number(levels)), collapse = ", "), '],\n', sep = "")
cat(' "signed_rank": [\n  ', paste(vectors, collapse = ",\n  "), '\n ],\n', sep = "")
cat(' "adjusted": [\n  ', paste(adjusted, collapse = ",\n  "), '\n ]}\n', sep = "")
