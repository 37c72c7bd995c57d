"""A small language model and its trials under schedules of the learning rate: for which_schedule.ipynb."""
import json
from functools import partial
from pathlib import Path
from pydoc_data.topics import topics
import jax
import jax.numpy as jnp
import numpy as np
import optax
from onecycle import OneCycle, find_max_lr
from optax.contrib import schedule_free_adamw, schedule_free_eval_params

CONTEXT, BATCH, PIECE = 64, 16, 100  # characters in an example, examples in a batch, updates in a call


# Data

def distinct(topics):
    "The topics, longest first, without those of which half stands in longer ones."
    texts, seen = [], set()
    for text in sorted(topics.values(), key=len, reverse=True):
        paragraphs = {' '.join(p.split()) for p in text.split('\n\n')}
        if len(paragraphs & seen) < len(paragraphs) / 2: texts.append(text)
        seen |= paragraphs
    return texts


def split(topics):
    "Texts for training, validation and test: an eighth of the topics for each of the latter two."
    texts = distinct(topics)
    return [text for i, text in enumerate(texts) if i % 8 not in (3, 5)], texts[3::8], texts[5::8]


TRAIN, VALIDATION, TEST = split(topics)
ALPHABET = sorted(set(''.join(topics.values())))
CODES = {character: code for code, character in enumerate(ALPHABET)}


def encode(text): return np.array([CODES[c] for c in text], np.int32)


def encoded(texts): return np.concatenate([encode(t) for t in texts])


def windows(codes, starts):
    "CONTEXT + 1 characters from each start."
    return codes[starts[..., None] + np.arange(CONTEXT + 1)]


def in_order(texts):
    "All of the texts, in windows one after another."
    codes = encoded(texts)
    return windows(codes, np.arange(0, len(codes) - CONTEXT, CONTEXT))


def random_windows(seed, steps):
    "Starts of the windows in each batch of a run."
    return np.random.default_rng(seed).integers(len(encoded(TRAIN)) - CONTEXT, size=(steps, BATCH))


# Model

def init(key, width=64, depth=2):
    def normal(key, *shape): return jax.random.normal(key, shape) * shape[0] ** -.5
    def block(key):
        k = jax.random.split(key, 4)
        return {'qkv': normal(k[0], width, 3 * width), 'out': normal(k[1], width, width) / (2 * depth) ** .5,
                'up': normal(k[2], width, 4 * width), 'down': normal(k[3], 4 * width, width) / (2 * depth) ** .5}
    k = jax.random.split(key, 2 + depth)
    return {'characters': .02 * jax.random.normal(k[0], (len(ALPHABET), width)),
            'head': normal(k[1], width, len(ALPHABET)), 'blocks': [block(key) for key in k[2:]]}


def norm(x): return x * jax.lax.rsqrt(jnp.mean(x * x, -1, keepdims=True) + 1e-6)


def rotated(x):
    "Rotary embedding: pairs of channels turned by angles that grow with the place."
    places, half = x.shape[-2], x.shape[-1] // 2
    angles = jnp.arange(places)[:, None] * 100. ** (-jnp.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return jnp.concatenate([a * jnp.cos(angles) - b * jnp.sin(angles), a * jnp.sin(angles) + b * jnp.cos(angles)], -1)


def attention(p, x, size=32):
    "Causal, with heads of 32 channels."
    q, k, v = (jnp.moveaxis(h.reshape(*x.shape[:2], -1, size), 2, 1) for h in jnp.split(x @ p['qkv'], 3, -1))
    scores = rotated(q) @ jnp.swapaxes(rotated(k), 2, 3) / size ** .5
    seen = jnp.tril(jnp.ones(scores.shape[-2:], bool))
    mixed = jax.nn.softmax(jnp.where(seen, scores, -jnp.inf)) @ v
    return jnp.moveaxis(mixed, 1, 2).reshape(x.shape) @ p['out']


def logits(params, codes):
    x = params['characters'][codes]
    for p in params['blocks']:
        x = x + attention(p, norm(x))
        x = x + jax.nn.relu(norm(x) @ p['up']) @ p['down']
    return norm(x) @ params['head']


def loss(params, rows):
    "Nats per character."
    scores = optax.softmax_cross_entropy_with_integer_labels(logits(params, rows[:, :-1]), rows[:, 1:])
    return scores.mean()


# Schedules

SHORT = {'pct_start': .05, 'max_momentum': .9, 'base_momentum': .9}
SCHEDULES = {  # arguments of OneCycle
    'constant': SHORT | {'pct_hold': .95},
    'cosine to 1/10': SHORT | {'final_div_factor': 10},
    'linear to 0': SHORT | {'anneal_strategy': 'linear', 'final_div_factor': np.inf},
    'WSD, linear': SHORT | {'pct_hold': .75, 'anneal_strategy': 'linear', 'final_div_factor': np.inf},
    'WSD, 1-sqrt': SHORT | {'pct_hold': .75, 'anneal_strategy': '1-sqrt', 'final_div_factor': np.inf},
    '1cycle': {},
    '1cycle, b1 .9': {'max_momentum': .9, 'base_momentum': .9},
    'schedule-free': SHORT | {'pct_hold': .95},
}
SHARES = .05, .1, .2, .5
MAIN = {300: list(SCHEDULES), 900: [name for name in SCHEDULES if name not in ('constant', 'WSD, linear')]}
for share in SHARES:
    SCHEDULES[f'1cycle, pct_start {share:g}'] = {'pct_start': share}
    SCHEDULES[f'WSD, 1-sqrt, pct_start {share:g}'] = (
        SCHEDULES['WSD, 1-sqrt'] | {'pct_start': share, 'pct_hold': .8 - share})


def curves(schedule, peak, steps, decay=.1):
    """Rates, b1 and weight decays, each of shape (steps,).

    A weight decay of (start, peak, end) follows the cycle.
    """
    cycle, t = OneCycle(peak, steps, **SCHEDULES[schedule]), np.arange(steps)
    decays = cycle.follow(*decay)(t) if np.ndim(decay) else np.full(steps, decay)
    return [np.float32(curve) for curve in (cycle(t), cycle.momentum(t), decays)]


# Training

def adamw(rate, b1, decay, b2): return optax.adamw(rate, b1=b1, b2=b2, weight_decay=decay)


def free(rate, b1, decay, b2): return schedule_free_adamw(rate, b1=b1, b2=b2, weight_decay=decay)


def inner(weights):
    "Which weights are Muon's: the matrices of the blocks."
    axes = optax.contrib.MuonDimensionNumbers()
    return {name: jax.tree.map(lambda _: axes if name == 'blocks' else None, w) for name, w in weights.items()}


def muon(rate, b1, decay, b2):
    "The other weights follow AdamW, at a tenth of the rate."
    return optax.contrib.muon(rate, beta=b1, weight_decay=decay, adam_b1=b1, adam_b2=b2, adam_weight_decay=decay,
                              adam_learning_rate=rate / 10, muon_weight_dimension_numbers=inner)


def clipped_adamw(learning_rate, b1=.9):
    "The factory that find_max_lr and fit_one_cycle are given."
    return optax.chain(optax.clip_by_global_norm(1.), optax.adamw(learning_rate, b1=b1, weight_decay=.1))


def update(optimizer, codes, state, now):
    weights, opt_state = state
    starts, *numbers = now
    value, grads = jax.value_and_grad(loss)(weights, windows(codes, starts))
    grads, _ = optax.clip_by_global_norm(1.).update(grads, optax.EmptyState())
    changes, opt_state = optimizer(*numbers).update(grads, opt_state, weights)
    return (optax.apply_updates(weights, changes), opt_state), value


@partial(jax.jit, static_argnames='optimizer', donate_argnames='state')
def advance(optimizer, state, codes, now):
    "The state after an update for each row of `now`, and the losses."
    return jax.lax.scan(partial(update, optimizer, codes), state, now)


@jax.jit
def total(weights, rows):
    "The mean loss, in batches of 64 rows."
    return jnp.mean(jax.lax.map(partial(loss, weights), rows))


def measured(weights, texts):
    rows = in_order(texts)
    return float(total(weights, rows[:len(rows) // 64 * 64].reshape(-1, 64, CONTEXT + 1)))


def fit(seed, numbers, optimizer=adamw, width=64, depth=2):
    "Weights and losses after following `numbers`: rates, b1, weight decays and b2 of each update."
    weights = init(jax.random.key(seed), width, depth)
    steps = len(numbers[0])
    state = weights, optimizer(*(curve[0] for curve in numbers)).init(weights)
    codes, now, losses = jnp.asarray(encoded(TRAIN)), (random_windows(seed, steps), *numbers), []
    for start in range(0, steps, PIECE):
        state, values = advance(optimizer, state, codes, jax.tree.map(lambda x: x[start:start + PIECE], now))
        losses.append(values)
    weights, opt_state = state
    return schedule_free_eval_params(opt_state, weights) if optimizer is free else weights, np.concatenate(losses)


# Trials

def trial(schedule, peak, steps, seed, decay=.1, b2=.999, optimizer='adamw', width=64, depth=2):
    "Nats per character on validation and test texts after a run."
    numbers = *curves(schedule, peak, steps, decay), np.full(steps, b2, np.float32)
    chosen = {'adamw': adamw, 'muon': muon}[optimizer] if schedule != 'schedule-free' else free
    weights, _ = fit(seed, numbers, chosen, width, depth)
    return measured(weights, VALIDATION), measured(weights, TEST)


def suggested(steps, key):
    "The peak that find_max_lr suggests for a 1cycle run, as k of 2 ** (k / 2)."
    codes = jnp.asarray(encoded(TRAIN))
    def batches(key): return windows(codes, jax.random.randint(key, (BATCH,), 0, len(codes) - CONTEXT))
    found = find_max_lr(loss, init, batches, total_steps=steps, optimizer=clipped_adamw, key=key)
    return 2 * np.log2(found.max_lr), found.updates


class Archive:
    "Trials that were run, in a file. Others are run when asked for, and appended; not if it is `frozen`."

    def __init__(self, path, frozen=False):
        self.path, self.frozen, self.known = Path(path), frozen, {}
        if self.path.exists():
            for line in self.path.read_text().splitlines():
                *settings, scores = json.loads(line)
                self.known[json.dumps(settings)] = scores

    def recall(self, call, *settings):
        "What is known for these settings, else what the call returns."
        name = json.dumps(settings)
        if name not in self.known:
            if self.frozen: raise KeyError(name)
            self.known[name] = [round(float(x), 4) for x in call()]
            with self.path.open('a') as file:
                file.write(json.dumps([*json.loads(name), self.known[name]]) + '\n')
        return self.known[name]

    def __call__(self, schedule, peak, steps, seed, **settings):
        "Validation and test loss; `peak` is given as k of 2 ** (k / 2)."
        peak = int(peak) if peak == int(peak) else float(peak)
        return self.recall(lambda: trial(schedule, 2 ** (peak / 2), steps, seed, **settings),
                           schedule, peak, int(steps), int(seed), settings)

    def suggested(self, steps, key): return self.recall(lambda: suggested(steps, key), 'find_max_lr', steps, key)

    def validation(self, schedule, peaks, steps, seeds, **settings):
        "Mean validation losses at the peaks."
        return {k: np.mean([self(schedule, k, steps, seed, **settings)[0] for seed in seeds]) for k in peaks}

    def start(self, schedule, steps, **settings):
        "Where to look for the best peak first."
        if settings.get('optimizer') == 'muon': return -9
        if steps == 300: return -15
        found = self.scan(schedule, 300, **settings)
        return min(found, key=found.get)

    def scan(self, schedule, steps, lowest=-20, highest=-5, **settings):
        """Validation losses by peak, of one seed.

        From the start up and down, until both ends are worse than the best: by more than .02 where nothing
        but the schedule is changed, and at all elsewhere.
        """
        near = 0 if settings else .02
        start = self.start(schedule, steps, **settings)
        found = self.validation(schedule, (start - 1, start, start + 1), steps, [0], **settings)
        while True:
            limit, low, high = min(found.values()) + near, min(found), max(found)
            if found[high] <= limit and high < highest: new = high + 1
            elif found[low] <= limit and low > lowest: new = low - 1
            else: return dict(sorted(found.items()))
            found |= self.validation(schedule, [new], steps, [0], **settings)

    def tuned(self, schedule, steps, **settings):
        "The peak: the best of three around the scan's best, by two seeds."
        found = self.scan(schedule, steps, **settings)
        best = min(found, key=found.get)
        around = [k for k in (best - 1, best, best + 1) if k in found]
        final = self.validation(schedule, around, steps, (0, 1), **settings)
        return min(final, key=final.get)

    def with_suggested(self, steps, seeds=range(10, 15)):
        "Test losses of 1cycle runs, each with the peak that a tournament with its seed suggests."
        return np.array([self('1cycle', self.suggested(steps, seed)[0], steps, seed)[1] for seed in seeds])

    def tested(self, schedule, peak, steps, seeds=range(10, 15), **settings):
        "Test losses of other seeds."
        return np.array([self(schedule, peak, steps, seed, **settings)[1] for seed in seeds])


EXTRAS = [  # schedule, updates, what else is changed
    *((f'1cycle, pct_start {share:g}', 300, {}) for share in SHARES),
    ('WSD, 1-sqrt, pct_start 0.2', 300, {}),
    *((name, 300, {'b2': .95}) for name in ('1cycle, b1 .9', 'WSD, 1-sqrt', 'linear to 0')),
    ('1cycle', 300, {'decay': [0., .1, 0.]}),
    *((name, 300, {'optimizer': 'muon'}) for name in ('1cycle', 'WSD, 1-sqrt')),
    *((name, 300, {'width': 128}) for name in ('1cycle', 'WSD, 1-sqrt')),
]


def study(archive):
    "Everything that the page reads."
    for name, steps, settings in [*((name, steps, {}) for steps in MAIN for name in MAIN[steps]), *EXTRAS]:
        peak = archive.tuned(name, steps, **settings)
        losses = archive.tested(name, peak, steps, **settings)
        print(f'{name}, {steps} updates {settings or ""}: peak {2 ** (peak / 2):.4f}, test {losses.mean():.3f}', flush=True)
    archive.with_suggested(300)


if __name__ == '__main__':
    study(Archive(Path(__file__).parent / 'which_schedule.jsonl'))
