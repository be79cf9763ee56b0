proof-title = Parolanızı bir kez daha girin
proof-lead = Sıradaki adım hesabınızın ya da şirketinizin verilerinin güvenliğiyle ilgili ve parolanızı en son 15 dakikadan uzun süre önce girdiniz.
proof-wrong = Bu sizin parolanız değil.
