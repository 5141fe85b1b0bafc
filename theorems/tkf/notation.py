"""The objects of Task-Driven Kernel Flows, once: readout, drive, flows of features, kernel and modes, and their steady states."""

from dataclasses import replace

from numerics.linalg import diagonal, eye, inv, maximum, psd, sqrt, trace
from theorems.domains import PSD, Domain, Free, Leaf, Matrix, Nonnegative, NonnegativeDiagonal, Positive, PositiveDiagonal, Stiefel, Symmetric


def resolvent(K, lam_w):
    """A = (K + lambda_W I)^{-1}, n x n."""
    return inv(K + lam_w * eye(K))


def fast_readout(Phi, Y, lam_w):
    """The ridge readout W = Y^T Phi^T (Phi Phi^T + lambda_W I)^{-1} of squared loss, C x d (equation 3)."""
    return Y.T @ Phi.T @ inv(Phi @ Phi.T + lam_w * eye(Phi))


def drive(K, R, lam_w):
    """Dr(K) = Yhat R^T + R Yhat^T at the fast readout of any convex loss with residual R: lambda_W W = R^T Phi^T, so Yhat = K R / lambda_W."""
    prediction = K @ R / lam_w
    return prediction @ R.T + R @ prediction.T


def kernel_forces(K, M, lam_w, lam_phi, ridge=1, decay=2, mirror=1):
    """Growth and decay of the kernel under squared loss: the two terms of equation 13, the two sides of equation 18."""
    A = resolvent(K, ridge * lam_w)
    return lam_w * (K @ A @ M @ A + mirror * A @ M @ A @ K), decay * lam_phi * K


def kernel_rate(K, M, lam_w, lam_phi, decay=2):
    """K' of the closed kernel flow of squared loss (equation 13)."""
    growth, loss = kernel_forces(K, M, lam_w, lam_phi, decay=decay)
    return growth - loss


def kernel_energy(K, M, lam_w, lam_phi):
    """e(K) = (lambda_W tr(A M) + lambda_Phi tr K) / 2, the effective energy of squared loss (equation 25)."""
    return (lam_w * trace(resolvent(K, lam_w) @ M) + lam_phi * trace(K)) / 2


def output_drift(W, Phi, lam):
    """Z' of the outputs Z = W Phi under weight decay of a linear readout alone, W' = -lam W: C x n."""
    return -lam * W @ Phi


def push(K, M, lam_w, lam_phi):
    """X = lambda_W A M A - lambda_Phi I, so that Phi' = Phi X and K' = K X + X K."""
    A = resolvent(K, lam_w)
    return lam_w * A @ M @ A - lam_phi * eye(K)


def mode_law(s, lam_w, lam_phi, ridge=1, root=sqrt):
    """[sqrt(lambda_W s / lambda_Phi) - lambda_W]_+ (equation 31)."""
    return maximum(0, root(lam_w * s / lam_phi) - ridge * lam_w)


def mode_energy(k, s, lam_w, lam_phi):
    """Share of a mode in the effective energy e(K), for K aligned with M."""
    return (lam_w * s / (k + lam_w) + lam_phi * k) / 2


def mode_push(k, s, lam_w, lam_phi, decay=1, power=2):
    """Growth over decay of a mode of K aligned with M: an eigenvalue of X in `push`, the bracket of equation 117."""
    return lam_w * s / (k + lam_w) ** power - decay * lam_phi


def mode_rate(k, s, lam_w, lam_phi, decay=1, power=2):
    """k' of a mode of K aligned with M (equation 117; equation 29 says that it is zero)."""
    return 2 * k * mode_push(k, s, lam_w, lam_phi, decay, power)


def SteadyKernel(n="n", C="C", r="r"):
    """K, R, lambda_W, lambda_Phi at a steady state of any convex loss: Dr(K) = 2 lambda_Phi K, which says R R^T K = tau K.

    Built from R = sqrt(tau) V O^T + (I - V V^T) Z (I - O O^T) and K = V diag(k) V^T, or from K = 0 and any R; tau a square, by choice of units.
    """

    def build(V, O, k, Z, lam_w, t, alive):
        null, rest = eye(V) - V @ V.T, eye(O) - O @ O.T
        return alive * V @ diagonal(k) @ V.T, alive * (t * V @ O.T + null @ Z @ rest) + (1 - alive) * Z, lam_w, t**2 / lam_w

    def member(K, R, lam_w, lam_phi):
        return (lam_w > 0) & (lam_phi > 0) & psd(K) & (drive(K, R, lam_w) == 2 * lam_phi * K)

    return Domain(
        name="steady state of a convex loss",
        shape=((n, n), (n, C), (), ()),
        parts=(Stiefel(n, r), Stiefel(C, r), Leaf(rows=r, kind="positive"), Matrix(n, C), Positive(), Positive(), Leaf(kind="bits", scalar=True)),
        build=build,
        member=member,
        wider=SteadyWithoutDecay(n, C, r),
    )


def SteadyWithoutDecay(n="n", C="C", r="r"):
    """The same with lambda_Phi = 0: the drive vanishes, R is orthogonal to the range of K."""

    def build(V, k, Z, lam_w):
        return V @ diagonal(k) @ V.T, Z - V @ V.T @ Z, lam_w, 0 * lam_w

    def member(K, R, lam_w, lam_phi):
        return (lam_w > 0) & (lam_phi == 0) & psd(K) & (drive(K, R, lam_w) == 2 * lam_phi * K)

    return Domain(
        name="steady state with lambda_Phi = 0",
        shape=((n, n), (n, C), (), ()),
        parts=(Stiefel(n, r), Leaf(rows=r, kind="positive"), Matrix(n, C), Positive()),
        build=build,
        member=member,
        wider=AnyKernel(n, C),
    )


def AnyKernel(n="n", C="C"):
    """K, R, lambda_W, lambda_Phi with nothing between them: away from steady states."""
    return Free(PSD(n), Matrix(n, C), Positive(), Positive(), wider=Free(Symmetric(n), Matrix(n, C), Positive(), Nonnegative()))


def StationaryKernel(n="n", C="C", r="r"):
    """K, Y, lambda_W, lambda_Phi with K X = 0: every stationary point of the effective energy of squared loss, minimisers among them.

    The gradient in Phi is -Phi X, and Phi X = 0 says Phi^T Phi X = 0. Built from M = V diag(s) V^T + (a rest orthogonal to V) with
    (k + lambda_W)^2 = lambda_W s / lambda_Phi; tau a square, by choice of units.
    """

    def build(V, O, k, Z, lam_w, t, alive):
        null, rest = eye(V) - V @ V.T, eye(O) - O @ O.T
        strength = t * (diagonal(k) + lam_w * eye(k)) / lam_w  # sqrt(s), with tau = t^2
        return alive * V @ diagonal(k) @ V.T, alive * (V @ strength @ O.T + null @ Z @ rest) + (1 - alive) * Z, lam_w, t**2 / lam_w

    def member(K, Y, lam_w, lam_phi):
        return (lam_w > 0) & (lam_phi > 0) & psd(K) & (K @ push(K, Y @ Y.T, lam_w, lam_phi) == 0)

    return Domain(
        name="stationary point of the effective energy",
        shape=((n, n), (n, C), (), ()),
        parts=(Stiefel(n, r), Stiefel(C, r), Leaf(rows=r, kind="positive"), Matrix(n, C), Positive(), Positive(), Leaf(kind="bits", scalar=True)),
        build=build,
        member=member,
        wider=AnyKernel(n, C),
    )


def CompactSVD(d="d", n="n", r="r"):
    """U, S, V with G = U S V^T, d x n of rank r: U and V have orthonormal columns, S is diagonal and positive. Every matrix but zero has one."""
    U, S, V = Stiefel(d, r), PositiveDiagonal(r), Stiefel(n, r)
    stretched = Free(Matrix(d, r), S, Matrix(n, r))
    zeros = replace(Free(U, NonnegativeDiagonal(r), V, wider=stretched), name="the same with zeros in S")
    return replace(Free(U, S, V, wider=zeros), name="compact singular value decomposition")


def decay_operator(Phi, drift, lam, sign=1):
    """D[K], the rate at which weight decay shrinks K when it moves the features by -lam drift."""
    return lam * (Phi.T @ drift + sign * drift.T @ Phi)
